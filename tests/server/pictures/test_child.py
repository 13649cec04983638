"""The process of its own: it answers each job, has limits, and none of our secrets."""

import json
import os
import subprocess
import sys

from models.media import Flaw, Format, Purpose
from server.pictures import LENGTH, child
from tests.rules.sources import ROOT
from tests.support.photos import STRANGERS, plain, png_with_a_text_bomb


def job(content: bytes, content_type: Format = Format.JPEG, purpose: Purpose = Purpose.LISTING) -> bytes:
    head = json.dumps({"bytes": len(content), "format": content_type, "purpose": purpose}).encode()
    return LENGTH.pack(len(head)) + head + content


def answers(said: bytes) -> list[dict[str, object]]:
    """The heads of all answers."""
    heads = []
    while said:
        length = LENGTH.unpack(said[:4])[0]
        head = json.loads(said[4 : 4 + length])
        heads.append(head)
        said = said[4 + length + sum(head["files"].values()) :]
    return heads


def run(jobs: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "server.pictures.child"]
    return subprocess.run(command, input=jobs, capture_output=True, cwd=ROOT, env={}, timeout=60, check=False)


def test_jobs_are_answered_one_after_the_other_until_nobody_asks() -> None:
    done = run(job(plain(1000, 500)) + job(STRANGERS["SVG"]) + job(plain(), purpose=Purpose.AVATAR))
    assert done.returncode == 0, done.stderr
    listing, refused, avatar = answers(done.stdout)
    assert (listing["width"], listing["height"]) == (1000, 500)
    assert refused == {"files": {}, "flaw": Flaw.NOT_A_PICTURE}
    assert avatar["width"] == 200


def test_damage_is_answered_and_the_next_job_is_done() -> None:
    done = run(job(plain(900, 900)[:2000]) + job(png_with_a_text_bomb(), Format.PNG) + job(plain()))
    assert [head.get("flaw") for head in answers(done.stdout)] == [Flaw.DAMAGED, Flaw.DAMAGED, None]


def test_memory_time_and_files_are_limited() -> None:
    probe = (
        "import resource, server.pictures.child as child; child.sys.stdin = open('/dev/null'); child.main();"
        "child._allow(5);"
        "print(resource.getrlimit(resource.RLIMIT_AS)[1], resource.getrlimit(resource.RLIMIT_FSIZE)[1],"
        " resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, cwd=ROOT, check=True, text=True)
    memory, size, seconds = map(int, done.stdout.split())
    assert (memory, size) == (child.MEMORY, 0)
    assert seconds <= 5 + 5
    assert os.environ.get("PATH")
