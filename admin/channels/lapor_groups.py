"""Which fields of an account at SP4N-LAPOR stand together, and under which title."""

from collections.abc import Mapping

from ui.i18n import N_

GROUPS: Mapping[str, str] = {
    "privacy": N_("Data pelapor dan kerahasiaan"),
    "filing": N_("Laporan dan jawaban yang dikirim"),
    "number": N_("Nomor dan tautan untuk warga"),
    "close_rules": N_("Bila laporannya berakhir di sana"),
    "poll": N_("Seberapa sering dilihat"),
    "retry": N_("Bila pengiriman gagal"),
    "called": N_("Panggilan dari SP4N-LAPOR!"),
    "reading": N_("Status, tanggal, dan berkas dari sana"),
    "access": N_("Cara masuk dan batas waktu"),
    "paths": N_("Panggilan API"),
    "listing": N_("Isi daftar laporan masuk"),
}
"""Titles of the groups, in the order of the form: what an office decides before what an agency was told."""
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "privacy": ("share_reporter", "secret_default", "anonymous_default", "answer_secret"),
    "filing": (
        *("channel", "location_id", "classification", "classification_default", "tags", "is_priority"),
        *("title_max", "content_max", "content_template", "files_max", "file_bytes_max", "file_types"),
        *("attachments_format", "template_code", "answer_max"),
    ),
    "number": (
        *("tracking_url_template", "tracking_hosts", "id_paths", "tracking_id_path", "tracking_id_pattern"),
    ),
    "called": ("webhook", "webhook_secret"),
    "reading": ("status_map", "date_formats", "source_tz", "pages_max", "file_hosts", "file_base_url"),
    "access": (
        *("headers", "extra_value", "token_provider", "grant_url", "client_id"),
        *("most_per_minute", "connect_seconds", "write_seconds", "read_seconds"),
    ),
}
GROUP_OF: Mapping[str, str] = {name: group for group, names in _TOGETHER.items() for name in names}
"""The group of a field that is no struct's."""
