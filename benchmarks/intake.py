"""Measure how long an import takes and how much memory it needs, and write docs/benchmarks/intake.json.

    python benchmarks/intake.py [ROWS …]

Each case is one whole process of ``safetystats import``, start of Python included. The ledgers are synthetic: drawn by
DuckDB with the headings of a public ledger, no row is of a real accident. The public ledger itself is measured when it
lies in ../shared/data/world. Seconds of the clock depend on what else the machine does; processor seconds do not.
"""

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[1]
JSON = ROOT / "docs" / "benchmarks" / "intake.json"
BRAZIL = ROOT.parent / "shared" / "data" / "world" / "prf_brazil_datatran2020.parquet"
#: rows → (aim in seconds, aim in MiB)
AIMS: dict[int, tuple[float | None, int | None]] = {
    63_576: (2.0, None),
    1_150_000: (6.0, None),
    10_000_000: (60.0, 2048),
}
_SYNTHETIC = """
SELECT CAST(i AS VARCHAR) AS id, strftime(DATE '2017-01-01' + CAST(hash(i) % 1461 AS INTEGER), '%Y-%m-%d') AS data_inversa,
  format('{{:02d}}:{{:02d}}:00', CAST(hash(i + 1) % 24 AS INTEGER), CAST(hash(i + 2) % 60 AS INTEGER)) AS horario,
  ['SP', 'MG', 'BA', 'PR', 'SC', 'RJ', 'GO'][CAST(1 + hash(i + 3) % 7 AS INTEGER)] AS uf,
  'Municipio ' || hash(i + 4) % 5000 AS municipio, 'Causa ' || hash(i + 5) % 40 AS causa_acidente,
  'Tipo ' || hash(i + 6) % 16 AS tipo_acidente, ['Simples', 'Dupla', 'Múltipla'][CAST(1 + hash(i + 7) % 3 AS INTEGER)] AS tipo_pista,
  CAST(hash(i + 8) % 5 AS INTEGER) AS pessoas, CAST(hash(i + 9) % 12 = 0 AS INTEGER) AS mortos,
  CAST(hash(i + 10) % 3 AS INTEGER) AS feridos_leves, CAST(hash(i + 11) % 2 AS INTEGER) AS feridos_graves, 2 AS veiculos,
  format('-{{}}.{{:06d}}', CAST(hash(i + 12) % 30 AS INTEGER), CAST(hash(i + 13) % 1000000 AS INTEGER)) AS latitude,
  format('-{{}}.{{:06d}}', CAST(40 + hash(i + 14) % 20 AS INTEGER), CAST(hash(i + 15) % 1000000 AS INTEGER)) AS longitude
FROM range({rows}) t(i)
"""


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or list(AIMS)
    cases = {"Brazil 2020, Parquet": (BRAZIL, 63_576)} if BRAZIL.is_file() else {}
    with tempfile.TemporaryDirectory() as work:
        figures = {name: measured(path, rows, Path(work)) for name, (path, rows) in cases.items()}
        for rows in sizes:
            for form in ("parquet", "csv"):
                path = synthetic(rows, form, Path(work))
                figures[f"synthetic, {rows:,} rows, {form}"] = measured(path, rows, Path(work))
                path.unlink()
    known = json.loads(JSON.read_text("utf-8"))["figures"] if JSON.is_file() else {}
    report = {
        "measured": datetime.now(UTC).date().isoformat(),
        "command": "python benchmarks/intake.py",
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, DuckDB {duckdb.__version__}",
        "figures": known | figures,
    }
    JSON.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(figures, indent=2, ensure_ascii=False))


def synthetic(rows: int, form: str, folder: Path) -> Path:
    """Write a synthetic ledger and return its path."""
    path = folder / f"synthetic.{form}"
    options = "FORMAT parquet" if form == "parquet" else "FORMAT csv, HEADER true"
    duckdb.sql(f"COPY ({_SYNTHETIC.format(rows=rows)}) TO '{path}' ({options})")
    return path


def measured(path: Path, rows: int, work: Path) -> dict[str, Any]:
    """Import `path` once in a process of its own; return seconds, processor seconds, peak memory and what was read."""
    target = work / f"set{time.time_ns()}"
    command = [sys.executable, "-m", "safetystats", "import", str(path), "--to", str(target), "--json"]
    load = os.getloadavg()[0]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out)
        _, _, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        out.seek(0)
        result = json.loads(out.read())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    aim, memory = AIMS.get(rows, (None, None))
    return {
        "seconds": round(seconds, 2), "aim_seconds": aim, "processor_seconds": round(processor, 2), "peak_mib": used.ru_maxrss >> 10,
        "aim_mib": memory, "file_mib": path.stat().st_size >> 20, "load_before": round(load, 1),
        "accidents": result["accidents"], "deaths": result["deaths"], "errors": result["errors"],
    }  # fmt: skip


if __name__ == "__main__":
    main()
