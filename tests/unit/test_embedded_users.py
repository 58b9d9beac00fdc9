"""What the server's own account is given on the way to its files, and that it is said."""

from pathlib import Path

from kit.embedded.users import Account, open_files, open_way

SOMEBODY = Account(name="somebody", uid=64321, gid=64321)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_closed_folders_are_opened_for_passing_through_and_nothing_else(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    cluster = closed / "cluster"
    cluster.mkdir(parents=True)
    closed.chmod(0o700)
    cluster.chmod(0o700)
    said: list[str] = []
    open_way(SOMEBODY, cluster, said.append)
    assert (mode(closed), mode(cluster)) == (0o701, 0o700)
    assert len(said) == 1
    assert str(closed) in said[0]
    open_way(SOMEBODY, cluster, said.append)
    assert len(said) == 1


def test_programs_installed_under_a_strict_umask_become_readable(tmp_path: Path) -> None:
    program, data = tmp_path / "bin" / "postgres", tmp_path / "share" / "data"
    for file, rights in ((program, 0o700), (data, 0o600)):
        file.parent.mkdir()
        file.touch()
        file.chmod(rights)
        file.parent.chmod(0o700)
    said: list[str] = []
    open_files(SOMEBODY, tmp_path, data, said.append)
    assert (mode(program), mode(data), mode(data.parent)) == (0o705, 0o604, 0o705)
    assert len(said) == 1
