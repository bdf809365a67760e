"""Questions and resources as YAML: files of strangers, and files of our own that come back as they were."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.questions import AUDIENCES, KINDS
from bot.content.yaml_files import MAX_BYTES, YamlProblem, read_yaml, write_yaml
from bot.domain.own_questions import OwnQuestion
from bot.domain.question_rules import objection
from bot.domain.resources import Resource, ResourceKind, ResourceState, ResourceWish, is_link, problem, tags_of
from bot.reports.shelves import write_questions, write_resources
from bot.services.question_files import read_questions
from bot.services.resource_files import read_resources

BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    f"{n}: &{n} [{', '.join(['*' + chr(96 + ord(n) - 96)] * 9)}]\n".encode() for n in "bcdefgh"
)
GOOD = "key: a, for: [mentee], text: 'What helps?'"
NAME = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60)
AT = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        BOMB,
        b"a: &x 1\nb: *x",
        b"a: &x [*x]",
        b"[" * 20000,
        b"{a: " * 20000,
        b"- " * 100_000 + b"x",
        b"a: 1\na: 2",
        b"? [a, b]\n: c",
        b"a: 'open",
        b"\x00",
        b"a: \xff\xfe",
        b"%YAML 3.0\n---\na: b",
        b"--- a\n--- b",
        b"x" * (MAX_BYTES + 1),
        b"a: b: c",
        b"\t- a",
    ],
)
def test_a_file_that_would_do_harm_is_refused_in_a_sentence(raw: bytes) -> None:
    with pytest.raises(YamlProblem) as refused:
        read_yaml(raw)
    assert 5 < len(str(refused.value)) < 200


def test_nothing_in_a_file_is_taken_for_more_than_text() -> None:
    raw = b"a: !!python/object/apply:os.system ['true']\nb: 2026-13-45\nc: yes\nd: 0b_\ne: 1e999\nf: !!binary x\ng:"
    raw += b"\nh: 99999" + b"9" * 5000
    found = read_yaml(raw)
    assert found["a"] == ["true"]
    assert {name: found[name] for name in "bcdefg"} == {
        "b": "2026-13-45",
        "c": "yes",
        "d": "0b_",
        "e": "1e999",
        "f": "x",
        "g": "",
    }


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for read in (read_yaml, read_questions, read_resources):
        try:
            read(raw)
        except YamlProblem:
            continue


TREES = st.recursive(
    st.text(max_size=20) | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "for", "text", "link"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*KINDS, "advice"]), TREES), TREES)
def test_wrong_types_are_named_not_stumbled_over(bank: object, library: object) -> None:
    for read, document in ((read_questions, bank), (read_resources, library), (read_resources, bank)):
        try:
            good, bad = read(write_yaml(document).encode("utf-8", "replace"))
        except YamlProblem:
            continue
        assert all(entry.where and entry.reason for entry in bad)
        assert len(good) <= 50


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("key: b, for: [mentee], text: 'Do you like it?'", "yes or no"),
        ("key: b, for: [mentee], text: Tell me.", "question mark"),
        ("key: b, for: [teacher], text: 'What?'", "it is for some of"),
        ("key: b, for: [], text: 'What?'", "it is for some of"),
        ("key: b, for: [[mentee]], text: 'What?'", "it is for some of"),
        ("key: b, for: [mentee]", "key, for and text"),
        ("key: b, for: [mentee], text: 'What?', more: x", "key, for and text"),
        ("key: [b], for: [mentee], text: 'What?'", "key"),
        ("key: '', for: [mentee], text: 'What?'", "key"),
        ("key: a, for: [mentee], text: 'What else?'", "before"),
        ("key: b, for: [mentee], text: ['What?']", "no text"),
        ("key: b, for: [mentee], text: 'What?', meeting: perhaps", "true or false"),
        ("key: b, for: [mentee], text: 'What " + "x" * 200 + "?'", "200"),
    ],
)
def test_a_bad_entry_is_named_and_the_rest_goes_in(entry: str, reason: str) -> None:
    good, bad = read_questions(
        f"story: [{{{GOOD}}}, {{{entry}}}]\nfeeling: [{{key: c, for: mentor, text: 'How so?'}}]".encode()
    )
    assert [each.wish.name for each in good] == ["a", "c"]
    assert len(bad) == 1
    assert "story, entry 2" in bad[0].where
    assert reason in bad[0].reason


def test_kinds_that_do_not_exist_are_named() -> None:
    good, bad = read_questions(f"advice: [{{{GOOD}}}]\nstory: text".encode())
    assert good == []
    assert [entry.where for entry in bad] == ["advice, entry 1", "story"]


questions = st.builds(
    OwnQuestion,
    id=st.integers(1, 10**6),
    program_id=st.just(1),
    name=NAME.map(str.strip).filter(bool),
    text=st.text(min_size=1, max_size=150).map(lambda text: " ".join(f"What {text}".replace("\0", "").split()) + "?"),
    kind=st.sampled_from(KINDS),
    audience=st.frozensets(st.sampled_from(sorted(AUDIENCES)), min_size=1),
    about_meetings=st.booleans(),
    resource_id=st.sampled_from([None, 5]),
    retired_at=st.sampled_from([None, AT]),
)


@given(st.lists(questions, max_size=12, unique_by=lambda question: question.name))
def test_questions_come_back_from_a_file_as_they_were(own: list[OwnQuestion]) -> None:
    own = [each for each in own if objection(each.text) is None and each.text.isprintable()]
    text = write_questions(own, {5: "https://a.example/b"})
    if not own:
        assert text == ""
        return
    good, bad = read_questions(text.encode())
    assert bad == []
    back = {entry.wish.name: entry for entry in good}
    assert back.keys() == {question.name for question in own}
    for question in own:
        entry = back[question.name]
        wish = entry.wish
        assert (wish.text, wish.kind, wish.audience) == (question.text, question.kind, question.audience)
        assert (wish.about_meetings, entry.retired) == (question.about_meetings, question.retired_at is not None)
        assert entry.link == ("https://a.example/b" if question.resource_id else "")


resources = st.builds(
    Resource,
    id=st.integers(1, 10**6),
    program_id=st.just(1),
    title=NAME,
    link=st.integers(0, 10**9).map(lambda n: f"https://library.example/{n}?a=b&c=<d>".replace("<d>", "d")),
    kind=st.sampled_from(list(ResourceKind)),
    minutes=st.none() | st.integers(1, 600),
    tags=st.frozensets(NAME.map(lambda tag: tag.casefold()[:40].replace(";", "")).filter(bool), max_size=5),
    state=st.sampled_from(list(ResourceState)),
)


@given(st.lists(resources, min_size=1, max_size=12, unique_by=lambda resource: resource.link))
def test_resources_come_back_from_a_file_as_they_were(library: list[Resource]) -> None:
    good, bad = read_resources(write_resources(library).encode())
    assert bad == []
    for resource, entry in zip(library, good, strict=True):
        expected = ResourceWish(resource.title, resource.link, resource.kind, resource.minutes, resource.tags)
        assert (entry.wish, entry.state) == (expected, resource.state)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("title: T, link: library.example, kind: read", "http"),
        ("title: T, link: 'javascript:alert(1)', kind: read", "http"),
        ("title: '', link: 'https://a.example', kind: read", "title"),
        ("title: T, link: 'https://a.example', kind: book", "no such kind"),
        ("title: T, link: 'https://a.example', kind: read, minutes: ten", "minutes"),
        ("title: T, link: 'https://a.example', kind: read, minutes: 0", "minutes"),
        ("title: T, link: 'https://a.example', kind: read, tags: one", "tags"),
        ("title: T, link: 'https://a.example', kind: read, tags: [[a]]", "tag"),
        ("title: T, link: 'https://a.example', kind: read, state: lost", "state"),
        ("title: T, kind: read", "title, link and kind"),
        ("title: T, link: 'https://good.example', kind: read", "before"),
    ],
)
def test_a_bad_resource_is_named_and_the_rest_goes_in(entry: str, reason: str) -> None:
    first = "title: G, link: 'https://good.example', kind: read, minutes: 5, tags: [Calm, two  words]"
    good, bad = read_resources(f"- {{{first}}}\n- {{{entry}}}".encode())
    assert [(each.wish.title, each.wish.minutes, each.wish.tags) for each in good] == [("G", 5, {"calm", "two words"})]
    assert len(bad) == 1
    assert reason in bad[0].reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x?y=1&z=2#w", True),
        ("http://localhost.test:8080", True),
        ("HTTPS://A.EXAMPLE", True),
        ("https://münchen.example/straße", True),
        ("https://", False),
        ("https://a", False),
        ("ftp://a.example", False),
        ("javascript:alert('a.b')", False),
        ("a.example", False),
        ("https://a.example/ b", False),
        ("https://a.example/<!here>", False),
        ("https://a.example|x", False),
        ("https://[::1", False),
        ("https://a.example:99999", False),
        ("https://a.example/\u202e", False),
        ("", False),
        ("https://a.example/" + "x" * 1000, False),
    ],
)
def test_what_is_a_link(text: str, expected: bool) -> None:
    assert is_link(text) is expected


@given(st.text(max_size=100))
def test_links_and_tags_of_any_text_are_safe(text: str) -> None:
    assert not is_link(text) or not set(text) & set('<>|" ')
    tags = tags_of(text)
    assert all(tag == tag.strip() and ";" not in tag and "," not in tag for tag in tags)
    wish = ResourceWish("T", "https://a.example", ResourceKind.READ, None, tags)
    assert problem(wish) is None or len(tags) > 10 or any(len(tag) > 40 for tag in tags)
