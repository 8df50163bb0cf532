"""The driver of the guided report: which step comes next, which are missing, how lists grow and shrink."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.kinds import Kind
from cases.questionnaire import (
    ADD,
    DONE,
    LIKELY,
    MOST_ITEMS,
    NONE_OF_THESE,
    REVIEW,
    Answer,
    Question,
    Questionnaire,
    Stage,
    State,
    without_item,
)
from tests.cases.small_report import REPORT, SHIPPED, SKIPPED, said, saying, way

# --- the way through the report


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["offence_group", "payments#0?", "sued", "story"]),
        (saying(offence_group="unsure"), ["offence_group", "payments#0?", "sued", "story"]),
        (saying(offence_group="insider"), ["offence_group", "offence", "payments#0?", "sued", "story"]),
        (
            saying(offence_group="insider", offence="EMBEZZLEMENT"),
            ["offence_group", "offence", "post", "payments#0?", "sued", "story"],
        ),
        (
            saying(offence_group="partner", offence="TRADE_SECRET"),
            ["offence_group", "offence", "post", "contract", "payments#0?", "sued", "story"],
        ),
        (
            saying(offence_group="insider", offence="NOT_SURE"),
            ["offence_group", "offence", "payments#0?", "sued", "story"],
        ),
        (saying(sued="yes"), ["offence_group", "payments#0?", "sued", "court", "story"]),
        ({"sued": SKIPPED}, ["offence_group", "payments#0?", "sued", "story"]),
    ],
)
def test_the_way_follows_the_answers(answers, expected):
    """An offence brings its own questions, and a question with a condition appears only when it is met."""
    assert way(answers) == expected


def test_several_choices_meet_a_condition_when_one_of_them_does():
    """A condition on a question with several answers is met by any one of them."""
    court = Question("court", Kind.TEXT, shown_when={"routes": ("court", "arbitration")})
    assert court.is_shown({"routes": said(["police", "court"])})
    assert not court.is_shown({"routes": said(["police"])})
    assert not court.is_shown({"routes": said([])})


def test_every_condition_must_hold():
    """A question that depends on two others is asked only when both say so."""
    both = Question("both", Kind.TEXT, shown_when={"one": ("yes",), "two": ("yes",)})
    assert both.is_shown(saying(one="yes", two="yes"))
    assert not both.is_shown(saying(one="yes", two="no"))
    assert not both.is_shown(saying(one="yes"))


def test_words_that_could_not_be_read_meet_no_condition():
    """An answer kept as it was said has no value, so nothing follows from it."""
    kept = {"sued": Answer(State.AS_SAID, "I think so")}
    assert "court" not in way(kept)


def test_an_answer_that_left_the_way_stays_but_does_not_count():
    """Changing one's mind loses nothing: the old answer is kept, and left out of the report."""
    answers = saying(sued="no", court="Yinzhou", story="…")
    assert list(REPORT.on_the_way(answers)) == ["sued", "story"]
    assert list(REPORT.on_the_way(answers | saying(sued="yes"))) == ["sued", "court", "story"]


def test_the_report_keeps_the_order_of_the_questions_whatever_the_order_of_the_answers():
    """The dossier reads in the order of the questionnaire."""
    answers = saying(story="…", sued="no", offence_group="unsure")
    assert list(REPORT.on_the_way(answers)) == ["offence_group", "sued", "story"]


def test_a_step_is_found_by_name_only_while_it_is_on_the_way():
    """A button of a question that is no longer asked finds nothing."""
    assert REPORT.step("court", saying(sued="yes")).question.kind is Kind.TEXT
    assert REPORT.step("court", saying(sued="no")) is None
    assert REPORT.step("gone_since_the_upgrade", {}) is None


# --- what can be pressed


@pytest.mark.parametrize(
    ("answers", "step", "expected"),
    [
        (saying(offence_group="insider"), "offence", ("EMBEZZLEMENT", "TRADE_SECRET", "NOT_SURE")),
        (saying(offence_group="partner"), "offence", ("CONTRACT_FRAUD", "TRADE_SECRET", "NOT_SURE")),
        ({}, "payments#0?", (ADD, DONE)),
        ({}, "sued", ("yes", "no")),
        ({}, "story", ()),
    ],
)
def test_the_buttons_of_a_step(answers, step, expected):
    """Offences are those behind the door chosen, in the order of the files, and "not sure" comes last."""
    assert REPORT.options(REPORT.step(step, answers), answers) == expected


def test_the_doors_are_the_options_of_the_group_question():
    """The groups that offences name are the buttons of one question."""
    assert REPORT.groups == ("insider", "partner", "unsure")
    assert REPORT.offences_of("unsure") == []


# --- forward, back, place


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "offence_group"),
        (saying(offence_group="unsure"), "payments#0?"),
        (saying(offence_group="insider"), "offence"),
        # What was answered before is not asked again.
        ({**saying(offence_group="unsure", sued="no"), "payments#0?": said(DONE)}, "story"),
        ({**saying(offence_group="unsure", sued="yes"), "payments#0?": said(DONE)}, "court"),
        # A step left without an answer comes first, wherever the person was.
        (saying(story="…", sued="no"), "offence_group"),
        # A skipped question is not asked again.
        ({**saying(offence_group="unsure", story="…"), "payments#0?": SKIPPED, "sued": SKIPPED}, REVIEW),
    ],
)
def test_after_an_answer_comes_the_first_open_step(answers, expected):
    """What is asked next does not depend on where somebody was: back, edit and an upgrade need no rule of their own."""
    assert REPORT.next(answers) == expected


@pytest.mark.parametrize(
    ("here", "answers", "expected"),
    [
        ("offence_group", {}, None),
        ("payments#0?", {}, "offence_group"),
        ("story", saying(sued="yes"), "court"),
        ("story", saying(sued="no"), "sued"),
        (REVIEW, {}, "story"),
        ("gone_since_the_upgrade", {}, "story"),
    ],
)
def test_back_goes_one_step_back(here, answers, expected):
    """Back goes to the step before, answered or not; from the review to the last step; from the first nowhere."""
    assert REPORT.before(here, answers) == expected


# --- stages, details, and what the words said


def test_a_step_knows_its_stage_and_what_still_waits():
    """The number of stages is that of the file, whatever is answered; the minutes grow fewer."""
    first, last = SHIPPED.place("story", saying(money_moving="no")), SHIPPED.place(REVIEW, {})
    assert (first.number, first.stages, last.number) == (1, 5, 5)
    told = saying(money_moving="no", story="…", offence_group="unsure", loss_amount=1)
    assert SHIPPED.place("district", told).minutes < first.minutes + 1


def test_a_detail_is_on_the_way_and_not_asked():
    """Only whoever wants to add something is asked for details."""
    told = saying(money_moving="no", offence_group="insider", offence="EMBEZZLEMENT")
    details = [step.id for step in SHIPPED.details(told)]
    assert "books_keeper" in details
    assert "books_keeper" in way(told, SHIPPED)
    assert {"books_keeper", "witnesses#0?"} <= {*details}
    assert "suspect_public" not in details


def read(value: object) -> Answer:
    return Answer(State.READ, "quote", value)


def test_a_guess_is_not_asked_again_but_the_offence_is_asked_back():
    """What the words said answers its question for now; what they came to is confirmed before anything else."""
    told = saying(money_moving="no", story="…")
    guessed = told | {"offence": read("EMBEZZLEMENT"), LIKELY: read(["EMBEZZLEMENT", "THEFT"]), "loss_amount": read(1)}
    assert SHIPPED.next(guessed) == "offence"
    assert SHIPPED.options(SHIPPED.step("offence", guessed), guessed) == ("EMBEZZLEMENT", "THEFT", NONE_OF_THESE)
    settled = {name: one for name, one in guessed.items() if name != LIKELY} | saying(
        offence_group="insider", offence="EMBEZZLEMENT"
    )
    assert not SHIPPED.step("loss_amount", settled).waits(settled["loss_amount"])


def test_whoever_was_only_spoken_of_is_not_followed_by_another():
    """A person read from the words makes an item, and no question whether there is one more."""
    told = {"suspects#0?": read(ADD), "suspects#0.name": read("王芳")}
    steps = {step.id: step for step in SHIPPED.steps(told)}
    assert steps["suspects#1?"].detail
    assert steps["suspects#0.phone"].detail


def test_a_question_that_stands_twice_is_asked_early_only_when_that_is_meant():
    """Whether the suspect can read along comes at once where somebody of the firm is meant, else with the contact."""
    insider, stranger = (way(saying(offence_group=group), SHIPPED) for group in ("insider", "remote"))
    assert insider.index("suspect_can_read") < insider.index("happened_when")
    assert stranger.index("suspect_can_read") > stranger.index("contact_phone")
    assert insider.count("suspect_can_read") == stranger.count("suspect_can_read") == 1


# --- what is missing


def missing(answers: dict[str, Answer]) -> list[str]:
    return [step.id for step in REPORT.missing(answers)]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["offence_group", "story"]),
        (saying(offence_group="unsure", story="…"), []),
        (saying(offence_group="partner", story="…"), ["offence"]),
        (saying(offence_group="partner", offence="CONTRACT_FRAUD", story="…"), ["contract"]),
        ({**saying(offence_group="unsure"), "story": SKIPPED}, ["story"]),
        ({**saying(offence_group="unsure"), "story": Answer(State.AS_SAID, "…")}, []),
        ({**saying(offence_group="unsure", story="…"), "payments#0?": said(ADD)}, ["payments#0.amount"]),
        ({**saying(offence_group="unsure", story="…"), "payments#0?": said(DONE)}, []),
    ],
)
def test_a_required_step_is_missing_until_something_was_said(answers, expected):
    """Skipping does not answer a required question; words that could not be read do."""
    assert missing(answers) == expected


# --- lists


def test_a_list_asks_for_another_item_until_it_is_done():
    """Each item unfolds into its fields and the offer of one more; "done", or skipping, ends the list."""
    answers = {"payments#0?": said(ADD)}
    fields = ["payments#0?", "payments#0.amount", "payments#0.payee", "payments#1?"]
    assert [name for name in way(answers) if name.startswith("payments")] == fields
    for end in (said(DONE), SKIPPED):
        ended = answers | {"payments#1?": end, "payments#0.amount": said(1), "payments#0.payee": said("x")}
        assert [name for name in way(ended) if name.startswith("payments")] == fields
        assert REPORT.next(ended | saying(offence_group="unsure")) == "sued"


def test_a_field_knows_its_list_and_its_number():
    """A field's step carries the list and the index that its words need."""
    step = REPORT.step("payments#1.payee", {"payments#0?": said(ADD), "payments#1?": said(ADD)})
    assert (step.question.id, step.parent.id, step.index) == ("payments.payee", "payments", 1)


def test_a_list_ends_at_its_largest_size():
    """After the last possible item the report goes on instead of offering one more."""
    answers = {f"payments#{at}?": said(ADD) for at in range(MOST_ITEMS + 5)}
    last = f"payments#{MOST_ITEMS - 1}.payee"
    steps = way(answers)
    assert steps[steps.index(last) + 1] == "sued"


def test_done_hides_the_items_after_it():
    """Answering "done" earlier takes the later items off the way without losing them."""
    answers = {"payments#0?": said(DONE), "payments#1?": said(ADD), "payments#1.amount": said(5)}
    assert list(REPORT.on_the_way(answers)) == ["payments#0?"]


ITEM = st.dictionaries(st.sampled_from(["amount", "payee"]), st.integers(0, 99).map(said))


def as_answers(items: list[dict[str, Answer]]) -> dict[str, Answer]:
    """A finished list of these items, between two answers that do not belong to it."""
    answers = saying(offence_group="unsure")
    for at, item in enumerate(items):
        answers |= {f"payments#{at}?": said(ADD)} | {f"payments#{at}.{name}": one for name, one in item.items()}
    return answers | {f"payments#{len(items)}?": said(DONE)} | saying(story="…")


@given(st.lists(ITEM, min_size=1, max_size=MOST_ITEMS), st.data())
def test_taking_out_an_item_leaves_the_list_as_if_it_had_never_been_there(items, data):
    """Later items move up with all they hold, and nothing outside the list changes."""
    at = data.draw(st.integers(0, len(items) - 1))
    assert without_item(as_answers(items), "payments", at) == as_answers(items[:at] + items[at + 1 :])


@given(st.lists(ITEM, max_size=3), st.integers(4, 30))
def test_taking_out_an_item_that_is_not_there_changes_nothing(items, at):
    """A second press on the same old button does no harm."""
    assert without_item(as_answers(items), "payments", at) == as_answers(items)


def test_a_list_whose_name_begins_like_another_is_left_alone():
    """Only the list itself is touched."""
    answers = {"pay#0?": said(ADD), "payments#0?": said(ADD), "payments#1?": said(DONE)}
    assert without_item(answers, "payments", 0) == {"pay#0?": said(ADD), "payments#0?": said(DONE)}


# --- any conversation at all, on the shipped questionnaire


def any_answer(questionnaire: Questionnaire, step_id: str, answers: dict[str, Answer], data: st.DataObject) -> Answer:
    """One of the buttons, or a skip; where nothing is chosen from, also words that could not be read."""
    step = questionnaire.step(step_id, answers)
    options = questionnaire.options(step, answers)
    one = st.sampled_from(options) if options else st.text(max_size=5)
    value = st.lists(one, min_size=1, max_size=3) if step.question.kind is Kind.SEVERAL else one
    unread = st.nothing() if options else st.just(Answer(State.AS_SAID, "?"))
    return data.draw(st.just(SKIPPED) | unread | value.map(said))


def walk(questionnaire: Questionnaire, answers: dict[str, Answer], data: st.DataObject) -> dict[str, Answer]:
    """Answer whatever is asked until the review; fails when a step is asked twice."""
    asked: set[str] = set()
    here = questionnaire.next(answers)
    while here != REVIEW:
        assert here not in asked, f"{here} was asked twice"
        asked.add(here)
        answers = answers | {here: any_answer(questionnaire, here, answers, data)}
        here = questionnaire.next(answers)
    return answers


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_is_answered_the_review_is_reached(data):
    """Each question is asked once, and at the review none on the way is without an answer."""
    answers = walk(SHIPPED, {}, data)
    asked = {step.id for step in SHIPPED.steps(answers) if not step.detail and not step.question.declared}
    assert asked <= set(answers)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_is_changed_later_the_review_is_reached_again(data):
    """Going back to any steps and changing one's mind opens what is new and leads back to the review."""
    answers = walk(SHIPPED, {}, data)
    for _ in range(data.draw(st.integers(1, 3))):
        step = data.draw(st.sampled_from(way(answers, SHIPPED)))
        answers = walk(SHIPPED, answers | {step: any_answer(SHIPPED, step, answers, data)}, data)
    assert SHIPPED.next(answers) == REVIEW


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.text(max_size=12) | st.sampled_from(sorted(SHIPPED.questions)), st.text(max_size=5).map(said)),
    st.data(),
)
def test_a_draft_from_another_version_still_reaches_the_review(leftovers, data):
    """Answers to questions that are gone or have other options now disturb nothing."""
    walk(SHIPPED, leftovers, data)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_walking_back_meets_every_step_once(data):
    """From the review, back passes the whole way in reverse and ends at the first step."""
    answers = walk(SHIPPED, {}, data)
    here, passed = REVIEW, []
    while (here := SHIPPED.before(here, answers)) is not None:
        passed.append(here)
    assert passed == [step.id for step, answer in SHIPPED.way(answers) if answer][::-1]
    assert len(set(passed)) == len(passed)


@given(
    st.sampled_from(State),
    st.text(),
    st.none() | st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.integers()),
)
def test_an_answer_survives_being_stored(state, words, value):
    """What is written to the draft is what is read from it."""
    answer = Answer(state, words, value)
    assert Answer.from_json(answer.to_json()) == answer


# --- what is hidden counts for nothing


def test_a_hidden_offence_asks_nothing():
    """Whoever goes back and says "hard to say" is not asked about the offence chosen before."""
    answers = saying(offence_group="unsure", offence="CONTRACT_FRAUD")
    assert "contract" not in way(answers)


def test_another_door_asks_for_the_offence_again():
    """Whoever goes back and takes another door chooses an offence behind that door."""
    answers = saying(offence_group="partner", offence="EMBEZZLEMENT")
    assert REPORT.next(answers) == "offence"


def test_a_condition_on_a_hidden_question_is_not_met():
    """When a question disappears, so do the ones that hang on it."""
    questions = [
        Question("offence_group", Kind.CHOICE, options=("insider",)),
        Question("sued", Kind.CHOICE, options=("yes", "no")),
        Question("won", Kind.CHOICE, options=("yes", "no"), shown_when={"sued": ("yes",)}),
        Question("award", Kind.MONEY, shown_when={"won": ("yes",)}),
    ]
    chain = Questionnaire({one.id: one for one in questions}, [Stage("told", tuple(one.id for one in questions))], {})
    assert "award" not in way(saying(sued="no", won="yes"), chain)


def test_a_field_with_a_condition_is_hidden_until_it_is_met():
    """A field of a list obeys `shown_when` like any other question."""
    questions = [
        Question("sued", Kind.CHOICE, options=("yes", "no")),
        Question("suits", Kind.LIST, fields=("court",)),
        Question("suits.court", Kind.TEXT, shown_when={"sued": ("yes",)}),
    ]
    report = Questionnaire({one.id: one for one in questions}, [Stage("told", ("sued", "suits"))], {})
    assert "suits#0.court" not in way({**saying(sued="no"), "suits#0?": said(ADD)}, report)
