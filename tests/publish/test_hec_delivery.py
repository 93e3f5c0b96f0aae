"""Nothing is lost, whatever a collector does half way."""

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from lbpolicy.publish.hec import Courier, Delivery, Pace
from lbpolicy.publish.hec_answers import Answer, Meaning
from lbpolicy.publish.hec_batches import batches
from lbpolicy.publish.hec_unsent import Unsent

TAKEN = Answer(Meaning.TAKEN)
BUSY = Answer(Meaning.AGAIN, "HTTP 503: Server is busy (code 9).")


def lines(count: int) -> list[bytes]:
    return [b'{"event":%d}\n' % number for number in range(count)]


class Scripted:
    """Answers as it is told, and remembers what it took."""

    def __init__(self, answer: Callable[[list[int], int], Answer]) -> None:
        self._answer = answer
        self.requests = 0
        self.taken: list[int] = []

    def __call__(self, body: bytes) -> Answer:
        self.requests += 1
        events = [orjson.loads(line)["event"] for line in body.splitlines()]
        answer = self._answer(events, self.requests)
        if answer.meaning is Meaning.TAKEN:
            self.taken += events
        return answer


def left_in(file: Path) -> list[int]:
    return [orjson.loads(line)["event"] for line in file.read_bytes().splitlines()] if file.exists() else []


def deliver(
    post: Scripted, count: int, file: Path, batch: int = 10, retries: int = 3
) -> tuple[Delivery, list[float]]:
    pauses: list[float] = []
    with Unsent(file) as unsent:
        courier = Courier(post, unsent, Pace(batch=batch, retries=retries, sleep=pauses.append))
        delivery = courier.deliver(lines(count))
    assert sorted({*post.taken, *left_in(file)}) == list(range(count)), "an event is lost"
    return delivery, pauses


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "unsent.ndjson"


def test_everything_arrives_in_order_and_no_file_is_left(file: Path) -> None:
    post = Scripted(lambda _events, _number: TAKEN)
    delivery, pauses = deliver(post, 25, file)
    assert post.taken == list(range(25))
    assert post.requests == 3
    assert (delivery.taken, delivery.problem, pauses) == (25, "", [])
    assert list(file.parent.iterdir()) == []


def test_a_busy_collector_is_asked_again_ever_later(file: Path) -> None:
    post = Scripted(lambda _events, number: TAKEN if number in {1, 5, 6} else BUSY)
    delivery, pauses = deliver(post, 30, file)
    assert post.taken == list(range(30))
    assert pauses == [1.0, 2.0, 4.0]
    assert not delivery.problem


def test_the_pause_is_the_one_that_the_collector_asks_for(file: Path) -> None:
    answers = iter([Answer(Meaning.AGAIN, "Slow down.", wait=17.0), TAKEN])
    _, pauses = deliver(Scripted(lambda _events, _number: next(answers)), 3, file)
    assert pauses == [17.0]


def test_what_a_collector_that_goes_down_did_not_take_is_in_the_file(file: Path) -> None:
    post = Scripted(lambda _events, number: TAKEN if number <= 2 else BUSY)
    delivery, pauses = deliver(post, 95, file)
    assert left_in(file) == list(range(20, 95))
    assert len(pauses) == 3
    assert post.requests == 6, "a collector that is down is not asked for every batch"
    assert "busy" in delivery.problem


@pytest.mark.parametrize("first", [1, 3])
def test_a_refusal_for_good_is_not_repeated(file: Path, first: int) -> None:
    refused = Answer(Meaning.HOPELESS, "HTTP 403: Invalid token (code 4).", "Check it.")
    post = Scripted(lambda _events, number: TAKEN if number < first else refused)
    delivery, pauses = deliver(post, 40, file)
    assert (post.requests, pauses) == (first, [])
    assert (delivery.problem, delivery.hint) == (refused.text, "Check it.")
    assert left_in(file) == list(range(10 * (first - 1), 40))


def test_a_faulty_event_that_is_named_is_left_out_and_the_rest_is_sent(file: Path) -> None:
    def answer(events: list[int], _number: int) -> Answer:
        bad = [index for index, event in enumerate(events) if event in {3, 7, 19}]
        return Answer(Meaning.BAD_EVENT, "Invalid data format.", event=bad[0]) if bad else TAKEN

    post = Scripted(answer)
    delivery, _ = deliver(post, 30, file)
    assert left_in(file) == [3, 7, 19]
    assert post.taken == [number for number in range(30) if number not in {3, 7, 19}]
    assert (delivery.taken, delivery.refused, delivery.problem) == (27, 3, "")


def test_a_faulty_event_that_is_not_named_is_found(file: Path) -> None:
    def answer(events: list[int], _number: int) -> Answer:
        return Answer(Meaning.BAD_EVENT, "Event field is required.") if {3, 8} & set(events) else TAKEN

    delivery, _ = deliver(Scripted(answer), 10, file)
    assert left_in(file) == [3, 8]
    assert delivery.taken == 8


def test_a_number_that_is_none_of_the_batch_leads_to_no_loss(file: Path) -> None:
    def answer(events: list[int], _number: int) -> Answer:
        return Answer(Meaning.BAD_EVENT, "No.", event=99) if 4 in events else TAKEN

    deliver(Scripted(answer), 10, file)
    assert left_in(file) == [4]


def test_a_batch_that_is_too_large_is_halved(file: Path) -> None:
    post = Scripted(lambda events, _number: TAKEN if len(events) <= 3 else Answer(Meaning.TOO_LARGE, "No."))
    delivery, _ = deliver(post, 20, file)
    assert post.taken == list(range(20))
    assert delivery.refused == 0


def test_an_event_that_is_too_large_alone_is_refused(file: Path) -> None:
    post = Scripted(lambda events, _number: Answer(Meaning.TOO_LARGE, "No.") if 5 in events else TAKEN)
    delivery, _ = deliver(post, 10, file)
    assert left_in(file) == [5]
    assert (delivery.refused, delivery.refusal) == (1, "No.")


def test_a_collector_that_refuses_every_event_is_left_alone(file: Path) -> None:
    post = Scripted(lambda _events, _number: Answer(Meaning.BAD_EVENT, "Event field is blank."))
    delivery, _ = deliver(post, 5000, file, batch=500)
    assert post.requests < 300
    assert "all refused" in delivery.problem
    assert left_in(file)[:3] == [0, 1, 2]
    assert len(left_in(file)) == 5000


def test_an_interruption_leaves_the_rest_in_the_file(file: Path) -> None:
    def answer(_events: list[int], number: int) -> Answer:
        if number == 3:
            raise KeyboardInterrupt
        return TAKEN

    with pytest.raises(KeyboardInterrupt):
        deliver(Scripted(answer), 60, file)
    assert left_in(file) == list(range(20, 60))


def test_an_interrupted_pause_leaves_the_rest_in_the_file(file: Path) -> None:
    def sleep(_seconds: float) -> None:
        raise KeyboardInterrupt

    with Unsent(file) as unsent, pytest.raises(KeyboardInterrupt):
        Courier(Scripted(lambda _events, _number: BUSY), unsent, Pace(batch=2, sleep=sleep)).deliver(lines(5))
    assert left_in(file) == list(range(5))


def test_events_of_an_earlier_call_stay_in_the_file(file: Path) -> None:
    file.write_bytes(b'{"event":"earlier"}\n')
    with Unsent(file) as unsent:
        unsent.add(lines(2))
    assert file.read_bytes() == b'{"event":"earlier"}\n{"event":0}\n{"event":1}\n'
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_sent_again_keeps_only_what_is_left(file: Path) -> None:
    file.write_bytes(b"".join(lines(4)))
    with Unsent(file, resent=True) as unsent:
        unsent.add(lines(4)[3:])
        unsent.whole = True
    assert left_in(file) == [3]
    with Unsent(file, resent=True) as unsent:
        unsent.whole = True
    assert not file.exists()


@pytest.mark.parametrize("noted", [0, 2])
def test_a_file_that_is_sent_again_stays_whole_when_even_the_rest_cannot_be_noted(
    file: Path, noted: int
) -> None:
    file.write_bytes(b"".join(lines(4)))
    unsent = Unsent(file, resent=True)
    with unsent:
        unsent.add(lines(4)[:noted])  # and then the process is told to end
    assert left_in(file) == [0, 1, 2, 3]
    assert list(file.parent.iterdir()) == [file]


def test_an_interrupted_second_delivery_keeps_what_is_left(file: Path) -> None:
    file.write_bytes(b"".join(lines(6)))

    def answer(_events: list[int], number: int) -> Answer:
        if number == 2:
            raise KeyboardInterrupt
        return TAKEN

    with pytest.raises(KeyboardInterrupt), Unsent(file, resent=True) as unsent, file.open("rb") as stream:
        Courier(Scripted(answer), unsent, Pace(batch=2)).deliver(stream)
    assert left_in(file) == [2, 3, 4, 5]


def test_memory_holds_one_batch_at_a_time(file: Path) -> None:
    drawn = 0

    def source() -> Iterator[bytes]:
        nonlocal drawn
        for line in lines(1000):
            drawn += 1
            yield line

    def answer(events: list[int], _number: int) -> Answer:
        assert drawn <= events[-1] + 2
        return TAKEN

    with Unsent(file) as unsent:
        Courier(Scripted(answer), unsent, Pace(batch=50)).deliver(source())
    assert drawn == 1000


def test_batches_are_bounded_in_events_and_bytes() -> None:
    many = [b"x" * 10] * 7 + [b"y" * 100] + [b"z"]
    assert [len(batch) for batch in batches(many, 3, 1000)] == [3, 3, 3]
    assert [sum(map(len, batch)) for batch in batches(many, 100, 30)] == [30, 30, 10, 100, 1]
    assert b"".join(b"".join(batch) for batch in batches(many, 2, 30)) == b"".join(many)
    assert list(batches([], 3, 10)) == []
