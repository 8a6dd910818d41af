"""How quickly files go in and out, beside a bare static server and curl; how soon a film shows its first picture."""

import asyncio
import struct
import subprocess
import time
from pathlib import Path
from statistics import median

import av

from benchmarks import at_least, at_most, note, show
from benchmarks.harness.simulator import tiny_clip
from benchmarks.harness.stack import COMPLETED, IN_REVIEW, BenchStack, bench_home, data_of, running_stack
from benchmarks.http_costs import bare_api

SCENES = 3
_MB = 1_000_000
_SAMPLE_INTERVAL = 0.1


async def measure(megabytes: int) -> None:
    """Send a clip of so many megabytes in and out. At most 1,072: a value of Postgres is no larger."""
    environment = {"MAX_ASSET_DOWNLOAD_SIZE_MB": str(megabytes + 100)}
    with bench_home() as folder:
        small, large = _padded_clip(folder, 10), _padded_clip(folder, megabytes)
        body = folder / "body.json"
        body.write_text("{}")
        async with running_stack(SCENES, environment) as stack:
            await _show_first_picture(stack)
            async with bare_api(folder, body) as (bare, _):
                await _show_transfers(stack, str(bare.base_url), small, large, megabytes)


async def _show_first_picture(stack: BenchStack) -> None:
    await stack.vendor.film_in(0)
    (job,) = await stack.create_many(1)
    await stack.until([job], IN_REVIEW)
    await stack.approve(job)
    await stack.until([job], COMPLETED)
    url = f"{stack.addresses.api_url}/api/v3/jobs/{job}/video"
    times = [await asyncio.to_thread(_first_picture, url) for _ in range(11)][1:]
    show(
        "first picture of a film, asked for → decoded", 1000 * median(times), "ms, by ffmpeg's own client", at_most(50)
    )


async def _show_transfers(stack: BenchStack, bare: str, small: Path, large: Path, megabytes: int) -> None:
    ours = f"{stack.addresses.api_url}/api/v3/assets"
    await _timed(stack, _post_form(ours, small))
    calm = _memory(stack)
    in_bare, _ = await _timed(stack, _curl("--data-binary", f"@{large}", "--request", "POST", f"{bare}/upload"))
    in_ours, most_in = await _timed(stack, _post_form(ours, large))
    asset = (await stack.http.get("/api/v3/assets", params={"limit": 1})).json()["data"][0]
    url = data_of(await stack.http.get(f"/api/v3/assets/{asset['id']}"))["url"]
    out_bare, _ = await _timed(stack, _curl(f"{bare}/files/{large.name}"))
    out_ours, most_out = await _timed(stack, _curl(f"{stack.addresses.api_url}{url}"))
    note(f"an asset of {megabytes} MB; out of Postgres and over HTTP here, from a file and over HTTP there")
    show(
        "asset in: MB a second",
        megabytes / in_ours,
        f"beside {megabytes / in_bare:.0f} of a bare server that writes a file",
    )
    show("asset in, beside a bare server", in_bare / in_ours, "times as quick", at_least(0.8))
    show("asset out: MB a second", megabytes / out_ours, f"beside {megabytes / out_bare:.0f} of a bare static server")
    show("asset out, beside a bare static server", out_bare / out_ours, "times as quick", at_least(0.8))
    show(f"memory of the API and of its children, {megabytes} MB in", most_in - calm, "MB more than at rest")
    show(f"memory of the API and of its children, {megabytes} MB out", most_out - calm, "MB more than at rest")


async def _timed(stack: BenchStack, command: tuple[str, ...]) -> tuple[float, float]:
    """Run the command, and return its seconds and the most memory that the API had meanwhile, in MB."""
    began, most = time.monotonic(), 0.0
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
    waiting = asyncio.create_task(process.wait())
    while not waiting.done():
        most = max(most, _memory(stack))
        await asyncio.wait([waiting], timeout=_SAMPLE_INTERVAL)
    if waiting.result() != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {waiting.result()}")
    return time.monotonic() - began, most


def _memory(stack: BenchStack) -> float:
    return stack.megabytes()["api"]


def _curl(*arguments: str) -> tuple[str, ...]:
    return ("curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--output", "/dev/null", *arguments)


def _post_form(url: str, path: Path) -> tuple[str, ...]:
    return _curl("--form", f"file=@{path}", url)


def _first_picture(url: str) -> float:
    began = time.monotonic()
    with av.open(url) as film:
        next(film.decode(video=0))
    return time.monotonic() - began


def _padded_clip(folder: Path, megabytes: int) -> Path:
    """Write a clip with a box `free` behind it that nothing reads: a hole in the file, which takes no space."""
    clip = tiny_clip(folder / "clip.mp4", 1).read_bytes()
    path = folder / f"{megabytes}.mp4"
    rest = megabytes * _MB - len(clip)
    with path.open("wb") as out:
        out.write(clip)
        out.write(struct.pack(">I4s", rest, b"free"))
        out.truncate(megabytes * _MB)
    return path
