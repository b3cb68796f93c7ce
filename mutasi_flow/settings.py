"""Settings: read once from the environment, frozen, typed, and passed on explicitly."""

import base64
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

KEYS_FOLDER = "keys"
ISSUER_SUFFIXES = (".pem", ".crt", ".crl")
OWN_SETTINGS = "settings.env"
"""File in the data folder with what the first start asked; the environment goes before it."""
SEEN_EVERY = timedelta(minutes=15)
"""How often a device in use is written down: the only thing that a reading request ever writes."""


def shipped(name: str) -> Path:
    """Return a folder that travels with the product (``templates``, ``migrations`` …).

    In an installed wheel it lies inside the package, in a checkout beside it.
    """
    packaged = Path(__file__).parent / name
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[1] / name


def _default_data_dir() -> Path:
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "pyproject.toml").is_file():
        return checkout / ".mutasi"
    return Path.home() / ".local" / "share" / "mutasi"


class Settings(BaseSettings):
    """Everything an installation may decide; each field is ``MUTASI_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="MUTASI_", frozen=True, extra="ignore")

    data_dir: Path = Field(
        default_factory=_default_data_dir,
        description="Folder of the embedded database, the stored files, the keys and the trail anchors.",
    )
    database_url: str = Field(
        default="",
        description="SQLAlchemy address; empty means the embedded mutasi.db in the data folder.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Signs sessions and forms. Embedded: made on first start. With a database server: required.",
    )
    audit_key: SecretStr = Field(
        default=SecretStr(""),
        description="Keys the audit trail. Embedded: made on first start. With a database server: required.",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8080",
        description="Address under which people reach the service; printed in QR codes and mails.",
    )
    timezone: str = Field(default="Asia/Jakarta", description="Zone in which days, deadlines and letters are dated.")
    smtp_host: str = Field(default="", description="Mail server; empty means that no mail is sent.")
    smtp_port: int = Field(default=25, description="Port of the mail server.")
    smtp_user: str = Field(default="", description="User name at the mail server, when it asks for one.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password at the mail server.")
    smtp_starttls: bool = Field(default=False, description="Whether to switch the mail connection to TLS.")
    smtp_sender: str = Field(default="mutasi@localhost", description="Sender of mails.")
    trusted_proxies: int = Field(default=0, ge=0, description="How many reverse proxies stand before the service.")
    sign_in_limit: str = Field(
        default="30 per minute;300 per hour",
        description="Wrong sign-ins allowed per address and web process, in limits notation; a whole office may share one.",
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Bearer token that opens `/metrics`; empty: only the machine itself may ask, not through a proxy.",
    )
    session_hours: int = Field(default=12, gt=0, description="Hours after which an idle session ends.")
    worker_slot: str = Field(default="w1", description="Name of this worker; two running workers need two names.")
    worker_concurrency: int = Field(default=2, ge=1, le=4, description="Job threads of a worker (SQLite allows 4).")
    scanner_address: str = Field(
        default="",
        description="Virus scanner that speaks clamd (`tcp://host:3310` or `unix:///path`); empty: files are not scanned.",
    )
    trusted_issuers: Path | None = Field(
        default=None,
        description="Folder with certificates (`*.pem`, `*.crt`) of issuers whose electronic signatures count, and their "
        "lists of revoked certificates (`*.crl`); empty: any issuer, and who records the signature compares the name.",
    )
    signer: Literal["", "p12", "pkcs11", "bsre"] = Field(
        default="",
        description="How officials sign here: `p12` (a certificate in a file for each of them), `pkcs11` (a token), `bsre` "
        "(BSrE's Esign Client Service); empty: not in this program. The demo signs with invented certificates of its own.",
    )
    signer_certificates: Path | None = Field(
        default=None,
        description="For `p12`: folder with one PKCS#12 file per signing official, `USERNAME.p12`; readable for the "
        "service only.",
    )
    pkcs11_module: Path | None = Field(
        default=None, description="For `pkcs11`: library of the token's maker, for example `libsofthsm2.so`."
    )
    pkcs11_token: str = Field(
        default="{username}",
        description="For `pkcs11`: label of an official's token; `{username}` and `{nip}` are filled in.",
    )
    pkcs11_key: str = Field(
        default="{username}",
        description="For `pkcs11`: label of key and certificate on the token, filled in likewise.",
    )
    bsre_url: str = Field(default="", description="For `bsre`: address of the gateway, without `/api`.")
    bsre_user: str = Field(default="", description="For `bsre`: name of this application at the gateway.")
    bsre_password: SecretStr = Field(
        default=SecretStr(""), description="For `bsre`: password of this application at the gateway."
    )
    bsre_version: Literal["v1", "v2"] = Field(
        default="v2",
        description="For `bsre`: version of its interface; `v1` signs one file at a time and knows NIKs only.",
    )
    bsre_identities: Path | None = Field(
        default=None,
        description="For `bsre`: file with a line `USERNAME NIK` per signing official, readable for the service only; "
        "empty: officials are named by their e-mail (`v2` only).",
    )
    bsre_secret: Literal["passphrase", "one_time", "either"] = Field(
        default="passphrase",
        description="For `bsre`: what officials type: their `passphrase`, a `one_time` code that the service sends them (`v2` "
        "only), or `either`; ask whether your gateway offers codes.",
    )
    bsre_code_once: bool = Field(
        default=False,
        description="For `bsre`: whether a one-time code signs one lot (`MUTASI_BSRE_AT_ONCE`) only, so that the run asks "
        "for another before the next; else it serves until the service refuses it.",
    )
    bsre_at_once: int = Field(default=15, ge=1, le=20, description="For `bsre`: files handed in at once.")
    bsre_seconds: float = Field(default=90, gt=0, description="For `bsre`: seconds to wait for an answer.")
    bsre_asks_status: bool = Field(
        default=True, description="For `bsre`: whether the state of the certificate is asked before the first file."
    )
    bsre_codes: str = Field(
        default="2011=certificate, 2031=secret",
        pattern=r"^(\d+=(secret|certificate|paper|busy|setup)[, ]*)*$",
        description="For `bsre`: what its codes are about (`secret`, `certificate`, `paper`, `busy`, `setup`); only these "
        "two are confirmed, other refusals are told by their words.",
    )
    signature_level: Literal["b", "t", "lt", "lta"] = Field(
        default="b",
        description="What signatures with files and tokens carry: `b` nothing more, `t` a time stamp, `lt` also what "
        "issuers say about the certificates, `lta` a stamp over all of it.",
    )
    timestamp_url: str = Field(default="", description="Time-stamping service (RFC 3161), for every level but `b`.")
    upload_limit_bytes: int = Field(default=20_000_000, gt=0, description="Largest accepted upload.")
    download_days: int = Field(
        default=30,
        ge=1,
        description="Days that files lie ready which are made only to be fetched: exports to the archive, and the ZIP and PDF "
        "per unit of a batch. Then they are dropped, and made anew on request.",
    )

    @model_validator(mode="after")
    def _level_needs_services(self) -> Self:
        if self.signature_level != "b" and not self.timestamp_url:
            message = "MUTASI_TIMESTAMP_URL is required by this MUTASI_SIGNATURE_LEVEL"
            raise ValueError(message)
        if self.signature_level in {"lt", "lta"} and self.trusted_issuers is None:
            message = "MUTASI_TRUSTED_ISSUERS is required by this MUTASI_SIGNATURE_LEVEL"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _signer_needs_its_settings(self) -> Self:
        needed = {"p12": "signer_certificates", "pkcs11": "pkcs11_module", "bsre": "bsre_url"}
        name = needed.get(self.signer)
        if name and not getattr(self, name):
            message = f"MUTASI_{name.upper()} is required when MUTASI_SIGNER is {self.signer}"
            raise ValueError(message)
        if self.signer == "bsre" and self.bsre_version == "v1" and self.bsre_identities is None:
            message = "MUTASI_BSRE_IDENTITIES is required when MUTASI_BSRE_VERSION is v1"
            raise ValueError(message)
        if self.bsre_version == "v1" and self.bsre_secret != "passphrase":  # noqa: S105 - a kind of secret
            message = "MUTASI_BSRE_SECRET can only be passphrase when MUTASI_BSRE_VERSION is v1"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _server_needs_keys(self) -> Self:
        if self.database_url and not self.database_url.startswith("sqlite"):
            for name in ("secret_key", "audit_key"):
                if not getattr(self, name).get_secret_value():
                    message = f"MUTASI_{name.upper()} is required when MUTASI_DATABASE_URL names a database server"
                    raise ValueError(message)
        return self

    @property
    def effective_database_url(self) -> str:
        """Address of the database in use."""
        return self.database_url or f"sqlite:///{self.data_dir / 'mutasi.db'}"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the one SQLite file."""
        return self.effective_database_url.startswith("sqlite")

    @property
    def has_database(self) -> bool:
        """Whether there is a database to open; the embedded one is made on the first start only."""
        return bool(self.database_url) or (self.data_dir / "mutasi.db").is_file()

    @property
    def files_dir(self) -> Path:
        """Folder of stored files (letters, uploads)."""
        return self.data_dir / "files"

    @property
    def cookies_secure(self) -> bool:
        """Cookies travel over HTTPS only, except when the service itself is offered over plain HTTP."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def demo_certificates(self) -> Path:
        """Folder of the invented certificates that the demo made for itself."""
        return self.data_dir / "signers"

    @property
    def signing_method(self) -> str:
        """How letters are signed in this program: as chosen, as demonstration in the demo, or (empty) not at all."""
        return self.signer or ("demo" if self.demo_certificates.is_dir() else "")

    def read_trusted_issuers(self) -> tuple[str, ...]:
        """Return certificates of the issuers whose signatures count, and their lists, as PEM; empty when none is named."""
        folder = self.trusted_issuers
        if folder is None:
            return ()
        found = sorted(path for path in folder.iterdir() if path.suffix in ISSUER_SUFFIXES)
        return tuple(_as_pem(path) for path in found)

    def session_secret(self) -> bytes:
        """Key that signs sessions and forms."""
        return self._key("secret_key")

    def trail_secret(self) -> bytes:
        """Key of the audit trail; whoever has it and the database can rewrite history."""
        return self._key("audit_key")

    def _key(self, name: str) -> bytes:
        given: SecretStr = getattr(self, name)
        if given.get_secret_value():
            return given.get_secret_value().encode()
        return _made_on_first_start(self.data_dir / KEYS_FOLDER / name)


def _as_pem(path: Path) -> str:
    data = path.read_bytes()
    if b"-----BEGIN" in data:
        return data.decode("utf-8", "replace")
    kind = "X509 CRL" if path.suffix == ".crl" else "CERTIFICATE"
    return f"-----BEGIN {kind}-----\n{base64.encodebytes(data).decode()}-----END {kind}-----\n"


def _made_on_first_start(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes().strip()


def load() -> Settings:
    """Read the settings from the environment and from what the first start kept in the data folder."""
    own = Settings().data_dir / OWN_SETTINGS
    return Settings(_env_file=own, _env_file_encoding="utf-8") if own.is_file() else Settings()
