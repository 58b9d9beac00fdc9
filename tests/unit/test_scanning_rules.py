"""How long files wait for the virus scanner."""

from datetime import timedelta

from helpdesk.scanning.rules import rest, wait


def test_while_the_scanner_is_away_it_is_asked_ever_less_often_but_once_a_minute() -> None:
    rests = [rest(attempts) for attempts in range(1, 1001)]
    assert rests[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert rests == sorted(rests)
    assert rests[-1] == timedelta(minutes=1)


def test_a_file_that_cannot_be_judged_is_tried_ever_less_often_and_for_ever() -> None:
    waits = [wait(attempts) for attempts in range(1, 1001)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=2), timedelta(hours=1))
