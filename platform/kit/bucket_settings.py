"""Where the bucket of files is, and the keys to it: read once, from the environment, and never printed."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from kit.settings import SettingWrong


class BucketUnusable(SettingWrong):
    """The settings of the bucket do not suffice; the text names what is missing."""


class BucketSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A bucket, and a pair of keys that may read, write, delete and list in it."""

    bucket: str
    endpoint: str
    """Empty for AWS."""
    region: str
    prefix: str
    access_key: str
    secret_key: str

    def __repr__(self) -> str:
        return f"<BucketSettings: {self.bucket}>"


def bucket_from(environment: Mapping[str, str]) -> BucketSettings | None:
    """Read SAHUT_S3_*; none when no bucket is named. Raises `BucketUnusable`.

    The keys stand in SAHUT_S3_ACCESS_KEY and SAHUT_S3_SECRET_KEY, or one a line in the file of SAHUT_S3_KEY_FILE.
    """
    bucket = environment.get("SAHUT_S3_BUCKET", "").strip()
    if not bucket:
        return None
    access, secret = _keys(environment)
    endpoint = environment.get("SAHUT_S3_ENDPOINT", "").strip().rstrip("/")
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise BucketUnusable("SAHUT_S3_ENDPOINT begins with https:// or http://")
    return BucketSettings(
        bucket=bucket,
        endpoint=endpoint,
        region=environment.get("SAHUT_S3_REGION", "").strip() or "us-east-1",
        prefix=environment.get("SAHUT_S3_PREFIX", "").strip().strip("/"),
        access_key=access,
        secret_key=secret,
    )


def _keys(environment: Mapping[str, str]) -> tuple[str, str]:
    file = environment.get("SAHUT_S3_KEY_FILE", "")
    found = [environment.get("SAHUT_S3_ACCESS_KEY", ""), environment.get("SAHUT_S3_SECRET_KEY", "")]
    if file:
        try:
            found = Path(file).read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            raise BucketUnusable(f"the file of SAHUT_S3_KEY_FILE ({file}) cannot be read") from None
    if len(found) != 2 or not all(found):
        raise BucketUnusable("the bucket needs an access key and a secret key: SAHUT_S3_KEY_FILE names both")
    return found[0], found[1]
