"""Counts what was checked; the first failure ends the suite."""

import time

_count = 0


def check(condition, what):
    global _count
    if not condition:
        raise AssertionError(what)
    _count += 1


def equal(got, want, what):
    check(got == want, f"{what}: got {got!r}, want {want!r}")


def refuses(error, action, what):
    try:
        got = action()
    except error:
        check(True, what)
    else:
        raise AssertionError(f"{what}: got {got!r}")


def until(ask, is_it, what, seconds=30):
    """Asks again until the answer is what is waited for."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if is_it(answer):
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}: {answer!r}")
        time.sleep(0.05)


def report():
    """The line that whoever started the suite waits for."""
    print(f"{_count} checks")
