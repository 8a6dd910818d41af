"""What FastAPI and a static file server cost by themselves: `python -m uvicorn benchmarks.harness.bare_api:app`.

The environment names a file of JSON, BARE_BODY, which is answered as an object, and a folder, BARE_FOLDER, whose files
are served and into which bodies are written.
"""

import json
import os
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles

app = FastAPI()
_folder = Path(os.environ["BARE_FOLDER"])
_body: dict[str, Any] = json.loads(Path(os.environ["BARE_BODY"]).read_text())
app.mount("/files", StaticFiles(directory=_folder))


@app.get("/jobs/{job_id}")
async def read_job(job_id: str) -> dict[str, Any]:
    return _body | {"asked": job_id}


@app.post("/upload")
async def upload(request: Request) -> dict[str, int]:
    size = 0
    with (_folder / "uploaded").open("wb") as out:
        async for chunk in request.stream():
            size += len(chunk)
            out.write(chunk)
    return {"size": size}
