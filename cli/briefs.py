"""Read a brief from a file, and replace the local files that it names as assets."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cli.api.client import ApiClient
from cli.errors import Failure

Brief = dict[str, Any]
"""The body of `POST /api/v3/jobs`. The API says what may be in it."""


def read_brief(path: Path) -> Brief:
    """Return the JSON object in the file. Raises Failure."""
    try:
        brief = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise Failure(f"{path} is not text in UTF-8: a brief is a JSON file.") from None
    except json.JSONDecodeError as error:
        raise Failure(f"{path} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from None
    if not isinstance(brief, dict):
        raise Failure(f"{path} holds no brief: it must be a JSON object with context, adBasics and so on.")
    return brief


def with_production(brief: Brief, choices: Mapping[str, object]) -> Brief:
    """Return the brief with these fields of `production`, without those that are None."""
    given = {name: value for name, value in choices.items() if value is not None}
    production = brief.get("production", {})
    return {**brief, "production": {**production, **given}} if given and isinstance(production, dict) else brief


def with_uploads(client: ApiClient, brief: Brief, folder: Path) -> Brief:
    """Upload every asset that is a local file, for the brief's client, and return the brief with their ids.

    Raises Failure.
    """
    creative = brief.get("creative")
    assets = creative.get("assets") if isinstance(creative, dict) else None
    if not isinstance(creative, dict) or not isinstance(assets, list):
        return brief
    files = [_local_file(asset, folder) for asset in assets]
    owner = _owner(brief)
    stored = [
        _uploaded(client, file, asset, owner) if file else asset for file, asset in zip(files, assets, strict=True)
    ]
    return {**brief, "creative": {**creative, "assets": stored}}


def _owner(brief: Brief) -> dict[str, str]:
    match brief:
        case {"context": {"clientId": str(client_id)}}:
            return {"clientId": client_id}
    return {}


def _uploaded(client: ApiClient, file: Path, asset: dict[str, Any], owner: dict[str, str]) -> dict[str, Any]:
    described = {name: str(asset[name]) for name in ("type", "name", "role") if asset.get(name)} | owner
    stored = client.upload_asset(file, described)
    return {"id": stored["id"], **{name: value for name, value in asset.items() if name != "url"}}


def _local_file(asset: object, folder: Path) -> Path | None:
    """Return the file that the asset's `url` names, or None if it is a URL. Raises Failure if there is no such file."""
    url = asset.get("url") if isinstance(asset, dict) else None
    if not isinstance(url, str) or not url or urlsplit(url).scheme:
        return None
    file = folder / url
    if not file.is_file():
        raise Failure(f"The brief names the asset {url}, but there is no file {file}.")
    return file
