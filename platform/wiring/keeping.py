"""Where files are kept, and who looks at them first: chosen once, from the settings."""

from collections.abc import Mapping

from kit.bucket_settings import bucket_from
from kit.clamd import Clamd
from kit.files import FileStore
from kit.folder_files import FolderFiles
from kit.settings import Settings, SettingWrong
from wiring.national import national

NOT_SCANNED = "none"
"""Said on purpose: what waits for a scanner is let go."""


def scanner_of(settings: Settings) -> Clamd | None:
    """The virus scanner, if there is one; raises `AddressWrong`."""
    return None if settings.scanner in ("", NOT_SCANNED) else Clamd(settings.scanner)


def check(settings: Settings, environment: Mapping[str, str]) -> None:
    """Raise `SettingWrong` before anything starts that would fail with these settings again and again."""
    if settings.files_url and not settings.files_url.startswith(("https://", "http://")):
        raise SettingWrong("SAHUT_FILES_URL begins with https:// or http://")
    files_of(settings, environment)
    national(settings)


def files_of(settings: Settings, environment: Mapping[str, str]) -> FileStore:
    """The bucket that SAHUT_S3_BUCKET names, else a folder of the data folder; raises `BucketUnusable`."""
    scanned = scanner_of(settings) is not None
    bucket = bucket_from(environment)
    if bucket is None:
        return FolderFiles(settings.data / "attachments", scanned=scanned)
    from kit.bucket_files import BucketFiles  # several megabytes, for those who keep files so

    return BucketFiles(bucket, scanned=scanned)
