"""The process of its own: it answers each job, has limits, and none of our secrets."""

import json
import signal
import subprocess
import sys
import zlib

from PIL import Image

from models.media import Flaw, Format, Purpose
from server.pictures import LENGTH, child
from tests.rules.sources import ROOT
from tests.support.photos import STRANGERS, encoded, jpeg_with_scans, plain, png_with_a_part, png_with_a_text_bomb


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


BOMB = zlib.compress(bytes(64 << 20), 9)
"""64 MiB of nothing in some kilobytes."""


def test_what_is_packed_into_a_picture_is_not_unpacked_without_end() -> None:
    """Texts and profiles that grow, EXIF of many megabytes: refused or left out, and the process lives (row 41)."""
    loads = {
        b"zTXt": b"Comment\0\0" + BOMB, b"iTXt": b"Comment\0\1\0\0\0" + BOMB, b"iCCP": b"profile\0\0" + BOMB,
        b"eXIf": b"II*\0\10\0\0\0\xff\xff" + bytes(15 << 20),
    }  # fmt: skip
    for kind, content in loads.items():
        done = run(job(png_with_a_part(kind, content), Format.PNG) + job(plain()))
        first, second = answers(done.stdout)
        assert first.get("flaw", Flaw.DAMAGED) in {Flaw.DAMAGED, Flaw.TOO_COSTLY}, kind
        assert "flaw" not in second


def limited(limits: str, jobs: bytes) -> subprocess.CompletedProcess[bytes]:
    """The process with other limits than usual."""
    program = f"import server.pictures.child as child; {limits}; child.main()"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, input=jobs, capture_output=True, cwd=ROOT, env={}, timeout=60, check=False)


def test_too_little_memory_refuses_the_picture_and_the_next_job_is_done() -> None:
    large = encoded(Image.new("RGBA", (6000, 6000), (200, 30, 30, 128)), "PNG")
    done = limited("child.MEMORY = 320 << 20", job(large, Format.PNG) + job(plain()))
    assert [head.get("flaw") for head in answers(done.stdout)] == [Flaw.TOO_COSTLY, None]


def test_the_largest_picture_fits_into_the_memory() -> None:
    for kind, mode in (("PNG", "RGBA"), ("WEBP", "RGBA"), ("JPEG", "CMYK")):
        done = run(job(encoded(Image.new(mode, (8_000, 6_000)), kind), Format[kind]))
        assert answers(done.stdout)[0].get("width") == 1920, kind


def test_too_much_work_ends_the_process() -> None:
    work = job(jpeg_with_scans(90, side=7_000))
    assert limited("child.CPU_SECONDS = 0", work).returncode == -signal.SIGXCPU


def test_nothing_can_be_written_to_a_disk() -> None:
    program = (
        "import resource, server.pictures.child as child; child.main();"
        "print(resource.getrlimit(resource.RLIMIT_FSIZE)[1], resource.getrlimit(resource.RLIMIT_AS)[1])"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"", capture_output=True, cwd=ROOT, check=True)
    assert done.stdout.split() == [b"0", str(child.MEMORY).encode()]
