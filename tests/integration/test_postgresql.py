"""A ledger in a real PostgreSQL: imported by address and query, opened as a resource, and never written to."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from safetystats.datasets import open_dataset
from safetystats.datasets.intake import import_file
from safetystats.errors import InputError

pytestmark = pytest.mark.integration
ROWS = 5_000


def program(name: str) -> str:
    """Return a program of PostgreSQL, which Debian keeps out of the path."""
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None)
    assert found is not None, "PostgreSQL is not installed: apt-get install postgresql"
    return found


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Start a server on a free port in a folder of its own, with a ledger in it; PostgreSQL will not run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    data = str(folder / "data")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user, cwd="/tmp")

    run(program("initdb"), "-D", data, "-A", "trust", "-U", "clerk", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(program("pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    url = f"postgresql://clerk:secret@127.0.0.1:{port}/postgres"
    try:
        with psycopg.connect(url) as connection:
            connection.execute(
                "create table ledger as select 'A' || i as 事故编号, date '2020-01-01' + i % 366 as 发生时间, '忠县' as 地区, "
                f'i % 2 as 死亡人数, 0 as 重伤人数, 12.5 as "直接经济损失（万元）" from generate_series(1, {ROWS}) i'
            )
            connection.execute("create table other (a int)")
        yield url
    finally:
        run(program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_a_table_is_imported_by_its_address(address: str, tmp_path: Path) -> None:
    result = import_file(address, tmp_path / "set", sheet="ledger")
    assert (result.accidents, result.deaths, result.errors) == (ROWS, ROWS / 2, 0)
    dataset = open_dataset(tmp_path / "set")
    assert dataset.accidents["direct_loss_yuan"].sum() == ROWS * 125_000
    written = "".join(
        path.read_text("utf-8") for path in (tmp_path / "set").rglob("*") if path.suffix in (".yaml", ".csv")
    )
    assert "secret" not in written
    assert "clerk" not in written


def test_a_query_is_imported(address: str, tmp_path: Path) -> None:
    result = import_file(address, tmp_path / "set", query="select * from ledger where 死亡人数 > 0")
    assert (result.accidents, result.deaths) == (ROWS / 2, ROWS / 2)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("delete from ledger", "must be one SELECT"),
        ("with gone as (delete from ledger returning 1) select * from gone", "read-only transaction"),
        ("select * from nothing", "does not exist"),
    ],
)
def test_a_query_cannot_write_and_its_mistake_is_told(address: str, tmp_path: Path, query: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        import_file(address, tmp_path / "set", query=query)
    assert "secret" not in str(caught.value)
    with psycopg.connect(address) as connection:
        assert connection.execute("select count(*) from ledger").fetchone() == (ROWS,)


def test_several_tables_need_a_name(address: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name one with --sheet, or give --query. It has ledger, other"):
        import_file(address, tmp_path / "set")


def test_a_resource_may_be_a_query(address: str, tmp_path: Path) -> None:
    query = "select 事故编号 as accident_id, 发生时间 as occurred_at, 地区 as area, 死亡人数 as deaths from ledger limit 100"
    both = {"zh": "例", "en": "Example"}
    card = {
        "name": "set", "title": "Example", "description": "Example", "licenses": [{"name": "CC0-1.0"}],
        "resources": [{"name": "accidents", "path": address, "safetystats": {"query": query}}],
        "safetystats": {"title": both, "description": both},
    }  # fmt: skip
    (tmp_path / "datapackage.yaml").write_text(yaml.safe_dump(card, allow_unicode=True), "utf-8")
    dataset = open_dataset(tmp_path)
    assert dataset.problems.empty
    assert (len(dataset.accidents), set(dataset.accidents["area"])) == (100, {"500233"})
    assert "secret" not in dataset.accidents["origin"].iloc[0]
