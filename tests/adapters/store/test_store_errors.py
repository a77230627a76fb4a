from __future__ import annotations

import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url
from store_samples import PARIS

from relance.adapters.store import engine
from relance.adapters.store.location import Location, locate, network_filesystem, require_usable
from relance.adapters.store.store import open_store
from relance.errors import StoreError

URL = "sqlite:///relance.db"


def test_a_relative_file_is_relative_to_the_configuration(tmp_path: Path) -> None:
    assert locate(URL, tmp_path).path == tmp_path / "relance.db"
    assert locate("sqlite:////var/lib/x.db", tmp_path).path == Path("/var/lib/x.db")
    assert locate("sqlite:///sub/../x.db", tmp_path).path == tmp_path / "x.db"


def test_a_postgresql_url_is_named_without_its_password() -> None:
    location = locate("postgresql://relance:s3cr3t@db/cabinet", Path())
    assert (location.path, location.url.drivername) == (None, "postgresql+psycopg")
    assert location.label == "postgresql://relance:***@db/cabinet"


@pytest.mark.parametrize(
    "url", ["", "relance.db", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true"]
)
def test_other_urls_are_refused_with_an_example(url: str) -> None:
    with pytest.raises(StoreError, match=r"\[store\] url"):
        locate(url, Path())


MOUNTS = """\
rootfs / ext4 rw 0 0
srv:/export /mnt/partage\\040du\\040cabinet nfs4 rw 0 0
/dev/sdb1 /mnt/partage\\040du\\040cabinet/local ext4 rw 0 0
//nas/x /data cifs rw 0 0
/dev/sdc1 /data ext4 rw 0 0
user@h: /home/a/loin fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/relance/relance.db", None),
        ("/mnt/partage du cabinet/relance.db", "nfs4"),
        ("/mnt/partage du cabinet/local/relance.db", None),
        ("/mnt/partage du cabinet bis/relance.db", None),
        ("/data/relance.db", None),
        ("/home/a/loin/relance.db", "fuse.sshfs"),
    ],
)
def test_a_network_share_is_recognised_by_the_deepest_and_latest_mount(
    tmp_path: Path, path: str, kind: str | None
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert network_filesystem(Path(path), mounts) == kind


def test_a_database_on_a_network_share_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"rootfs / ext4 rw 0 0\nsrv:/x {str(tmp_path).replace(' ', chr(92) + '040')} nfs rw 0 0\n")
    with pytest.raises(StoreError, match=r"partage réseau \(nfs\)"):
        require_usable(locate(URL, tmp_path), mounts)
    require_usable(locate(URL, tmp_path), tmp_path / "no such file")


def _refused(url: str, base: Path) -> str:
    with pytest.raises(StoreError) as error:
        open_store(url, base, PARIS)
    return str(error.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert f"le dossier {tmp_path}/absent n’existe pas" in _refused("sqlite:///absent/relance.db", tmp_path)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "relance.db").write_text("ceci est un texte, pas une base de données" * 50)
    sentence = _refused(URL, tmp_path)
    assert f"{tmp_path}/relance.db" in sentence
    assert "n’est pas une base de données" in sentence


def test_a_database_locked_by_another_program_is_an_error_in_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    store = open_store(URL, tmp_path, PARIS)
    with closing(sqlite3.connect(tmp_path / "relance.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="occupée par un autre programme"):
            store.transact(lambda unit: unit.set_flag("a", "b"))
        other.execute("ROLLBACK")
    store.transact(lambda unit: unit.set_flag("a", "b"))
    store.close()


def test_a_full_disk_is_an_error_in_french_and_loses_nothing(tmp_path: Path) -> None:
    store = open_store(URL, tmp_path, PARIS)
    store.transact(lambda unit: unit.set_flag("a", "before"))
    with store._database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="le disque est plein"):
        store.transact(lambda unit: (unit.set_flag("a", "after"), unit.set_flag("b", "x" * 100_000)))
    assert store.read(lambda unit: (unit.flag("a"), unit.flag("b"))) == ("before", None)
    store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_an_error_in_french(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "ne peut pas être créé" in _refused(URL, tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_server_that_does_not_answer_is_named_without_password(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    sentence = _refused(f"postgresql+psycopg://relance:s3cr3t@127.0.0.1:{port}/cabinet", tmp_path)
    assert "le serveur ne répond pas" in sentence
    assert f"relance:***@127.0.0.1:{port}/cabinet" in sentence
    assert "s3cr3t" not in sentence


@pytest.mark.postgres
def test_a_database_that_the_server_does_not_have_is_named(server: object, tmp_path: Path) -> None:
    url = server.admin.url.set(database="relance_n_existe_pas")  # type: ignore[attr-defined]
    assert "n’existe pas sur le serveur" in _refused(url.render_as_string(hide_password=False), tmp_path)


@pytest.mark.postgres
def test_an_unknown_user_is_named(server: object, tmp_path: Path) -> None:
    url = server.admin.url.set(username="inconnu_ici", password="s3cr3t")  # type: ignore[attr-defined]
    sentence = _refused(url.render_as_string(hide_password=False), tmp_path)
    assert "refuse cet utilisateur" in sentence
    assert "s3cr3t" not in sentence


def test_a_location_never_shows_its_password_in_its_label() -> None:
    location = locate("postgresql+psycopg://u:p%40ss@h/d", Path())
    assert isinstance(location, Location)
    assert make_url(location.label).password == "***"
