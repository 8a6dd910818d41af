"""`python -m benchmarks [media] [jobs] [audit] [events]`: run all benchmarks, or the named ones."""

import sys

from benchmarks import bench_audit, bench_events, bench_jobs, bench_media

BENCHES = {"media": bench_media.main, "jobs": bench_jobs.main, "audit": bench_audit.main, "events": bench_events.main}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in BENCHES]:
        sys.stderr.write(f"There is no benchmark {', '.join(unknown)}: there are {', '.join(BENCHES)}.\n")
        return 1
    for name in names or BENCHES:
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
