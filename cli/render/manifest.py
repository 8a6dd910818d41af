"""The manifest of a job as text: who approved, what made each scene for how much, and the film's hash."""

from collections.abc import Iterator

from cli.api.responses import Json
from cli.render.labels import megabytes
from cli.render.output import readable, write


def show_manifest(manifest: Json) -> None:
    write(readable(manifest["brief"]["adBasics"]["productName"] or "Job"), style="bold")
    write(f"{manifest['jobId']}\n")
    for line in _lines(manifest):
        write(readable(line))


def _lines(manifest: Json) -> Iterator[str]:
    if board := manifest["storyboard"]:
        yield f"storyboard  revision {board['revision']}, {board['verdict'] or 'in review'}{_approval(board)}"
    for scene in manifest["scenes"]:
        yield f"scene {scene['sceneNumber']:<6}{_take(scene['take']) if scene['take'] else 'not filmed'}"
        if line := scene.get("speech"):
            yield f"  line      {_line(line)}"
    others = [take for take in manifest["takes"] if not take["inFilm"]]
    if others:
        spent = sum(take["cost"] for take in others)
        yield f"others      {len(others)} takes that are not in the film, {spent:.2f} USD"
    totals = manifest["totals"]
    yield f"cost        {totals['cost']:.2f} USD, {totals['costInFilm']:.2f} of it in the film"
    if film := manifest["film"]:
        yield f"film        {film['duration']:g} s, {megabytes(film['sizeBytes'])}, SHA-256 {film['sha256']}"
        if music := film["finishing"]["music"]:
            yield f"music       {music['name']}{', ' + music['licence'] if music['licence'] else ''}"
        credentials = film["contentCredentials"]
        yield f"signed      {credentials['signer'] or 'no: ' + credentials['error']}"


def _approval(board: Json) -> str:
    approval = board["approval"]
    if not approval:
        return ""
    amount = "" if approval.get("amount") is None else f" for {approval['amount']:.2f} USD"
    by = approval.get("name") or approval.get("label") or approval.get("by")
    return f"{amount} by {by}"


def _line(line: Json) -> str:
    voice = f" as {line['voice']}" if line["voice"] else ""
    heard = f"{line['seconds']:.1f} s, {line['cost']:.2f} USD" if line["seconds"] else line["status"]
    return f"{line['vendor']}'s {line['model'] or 'recording'}{voice}, {heard}"


def _take(take: Json) -> str:
    """Return what made the take, and the beginning of the hash of the clip as it was delivered."""
    original = take["outputs"]["original"]
    sha256 = f", {original['sha256'][:12]}" if original and original["sha256"] else ""
    version = f" {take['version']}" if take["version"] else ""
    draft = " as a draft" if take.get("draft") else ""
    instead = f" in place of {take['fallbackOf']['provider']}" if take.get("fallbackOf") else ""
    by = f"{take['vendor']}'s {take['model']}{version}{draft}{instead}"
    return f"take {take['number']}, {by}, {take['cost']:.2f} USD{sha256}"
