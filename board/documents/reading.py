"""The process that looks into files of strangers: bytes in, one line of JSON out, nothing else.

Started by `reader.py` with an environment that holds no secret. It answers in plain values only: whatever a file
should manage to run here has nothing to read, and nobody unpacks an object it made.
"""

import json
import os
import resource
import struct
import sys
import tempfile
from dataclasses import asdict

from board.documents.proof import examined, get_ready

#: How long the file that follows is, in bytes; none means: get ready.
HEAD = struct.Struct(">I")


def main() -> None:
    """Answer one file after the other until nobody asks any more."""
    folder, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    tempfile.tempdir = folder
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    while head := asked.read(HEAD.size):
        _allow(seconds)
        answers.write(json.dumps(_answer(asked.read(*HEAD.unpack(head)))).encode() + b"\n")
        answers.flush()


def _answer(pdf: bytes) -> dict[str, object]:
    try:
        if not pdf:
            get_ready()
            return {"ready": True}
        return asdict(examined(pdf))
    except MemoryError:
        return {"failed": "The file is too large to look at."}
    except Exception as error:  # whatever it is, the file cannot be looked at
        return {"failed": f"The file could not be looked at ({type(error).__name__})."}


def _allow(seconds: int) -> None:
    """Move the limit of processor time to so many seconds from now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
