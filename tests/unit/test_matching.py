"""The proposal of pairs: as many as can be, and no better one by trying them all."""

from itertools import combinations, permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.matching import MOST_MENTEES, Candidate, Match, match, may_pair, propose

WORDS = st.sampled_from(["", "North", "South"])


@st.composite
def towns(draw: st.DrawFn) -> tuple[list[Candidate], list[Candidate]]:
    """Draw up to four people without a mentor and up to three mentors."""

    def person(number: int, load: int) -> Candidate:
        barred = frozenset(draw(st.sets(st.integers(1, 7), max_size=3)))
        words = [draw(WORDS) for _ in range(3)]
        return Candidate(number, number, f"P{number}", *words, float(draw(st.integers(-3, 3))), load, barred)

    mentees = [person(n, 0) for n in range(1, draw(st.integers(0, 4)) + 1)]
    mentors = [person(n, draw(st.integers(0, MOST_MENTEES))) for n in range(5, draw(st.integers(4, 7)) + 1)]
    return mentees, mentors


def brute_force(mentees: list[Candidate], mentors: list[Candidate]) -> tuple[int, int]:
    """Return how many can be matched at most, and the best sum of scores for that."""
    best = (0, 0)
    places = [(mentor, load) for mentor in mentors for load in range(mentor.load, MOST_MENTEES)]
    for size in range(1, min(len(mentees), len(places)) + 1):
        for chosen, order in product(combinations(mentees, size), permutations(places, size)):
            if all(may_pair(mentor, mentee) for mentee, (mentor, _) in zip(chosen, order, strict=True)):
                pairs = zip(chosen, order, strict=True)
                score = sum(match(mentor, mentee, load).score for mentee, (mentor, load) in pairs)
                best = max(best, (size, score))
    return best


def standing(found: list[Match]) -> tuple[int, int]:
    return len(found), sum(each.score for each in found)


@given(towns())
@settings(max_examples=60)
def test_no_proposal_is_better(people: tuple[list[Candidate], list[Candidate]]) -> None:
    mentees, mentors = people
    found = propose(mentees, mentors)
    assert standing(found) == brute_force(mentees, mentors)
    assert all(may_pair(each.mentor, each.mentee) for each in found)
    assert len({each.mentee.member_id for each in found}) == len(found)
    for mentor in mentors:
        assert sum(each.mentor == mentor for each in found) + mentor.load <= max(MOST_MENTEES, mentor.load)
    assert propose(mentees[::-1], mentors[::-1]) == found


def test_the_district_goes_before_all_else_and_load_is_shared() -> None:
    mia = Candidate(1, 1, "Mia", "North", "Elm", "principal")
    near = Candidate(2, 2, "Near", "North", "Elm", "coach", 3.0)
    alike = Candidate(3, 3, "Alike", "South", "Oak", "principal")
    assert [each.mentor.name for each in propose([mia], [alike, near])] == ["Near"]
    two = [Candidate(n, n, f"M{n}", "North") for n in (4, 5)]
    free = [Candidate(n, n, f"T{n}", "North") for n in (6, 7)]
    assert {each.mentor.name for each in propose(two, free)} == {"T6", "T7"}
