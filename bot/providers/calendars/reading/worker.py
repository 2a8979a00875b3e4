"""The process that reads foreign calendars: `python -m bot.providers.calendars.reading.worker`.

It takes one request a line and answers each with a line: an answer, or an empty line where the object is left out.
It bounds itself: an object that takes too much time of the processor ends it, and memory beyond the bound is refused.
"""

import resource
import signal
import sys
from typing import BinaryIO

from bot.providers.calendars.reading import objects
from bot.providers.calendars.reading.wire import answer_as_line, asked_of_line


def main(cpu_seconds: float, memory_bytes: int) -> None:
    """Answer until standard input ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # The default of this signal is to end the process, and it comes inside of C code too.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    serve(sys.stdin.buffer, sys.stdout.buffer, cpu_seconds)


def serve(requests: BinaryIO, answers: BinaryIO, cpu_seconds: float) -> None:
    """Answer each request within its share of processor time."""
    for line in requests:
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        answers.write(answer(line))
        answers.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)


def answer(line: bytes) -> bytes:
    """Return what is answered to one request."""
    asked = asked_of_line(line)
    read = objects.meetings if asked.what == "meetings" else objects.block
    # Whatever the parsers raise over the text of a stranger concerns this text alone.
    try:
        return answer_as_line(read(asked.text, asked.window))
    except Exception:  # noqa: BLE001
        return b"\n"


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
