"""What coordinators keep for their program and can take out and bring in as a file."""

from enum import StrEnum


class Shelf(StrEnum):
    """Which of a program's collections it is."""

    QUESTIONS = "questions"  # its own coaching questions
    RESOURCES = "resources"  # its library
