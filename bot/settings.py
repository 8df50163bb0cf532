"""Settings from the environment or .env, prefix GC_. A bad value stops the start with one line."""

from __future__ import annotations

import base64
import re
import socket
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.roles import ProcessRole
from handlers.site import Networks, networks
from storage.disk import Disk, Reserve

SOMEBODY = {"mail": "somebody@example.org", "sms": "13800138000"}  # whom a URL could be for


class BadSettings(Exception):
    """A setting has a value that cannot work; `lines` say which and why, one line each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Settings(BaseSettings):
    """What the unit decides. Field names in capitals with the prefix GC_ are the environment's names."""

    model_config = SettingsConfigDict(
        env_prefix="GC_", env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    data: Path = Field(Path("data"), description="Folder of the database, the files and the key file.")
    database: str | None = Field(None, description="Database URL; SQLite inside the data folder by default.")
    bind: str = Field("127.0.0.1:8000", description="Address and port to serve HTTP on.")
    role: ProcessRole = Field(
        ProcessRole.ALL, description="Of several processes on one PostgreSQL: web, worker, or all, which is both."
    )
    name: str | None = Field(None, description="What this process is called in figures; host and port by default.")
    public_url: str | None = Field(None, description="The address people see, such as https://example.org.")
    telegram_token: SecretStr | None = Field(None, description="The bot's token; without it there is no Telegram.")
    telegram_api: str = Field("https://api.telegram.org", description="Base URL of the Bot API server.")
    telegram_webhook: bool = Field(default=False, description="1 = webhook under GC_PUBLIC_URL, else polling.")
    trusted_proxies: str = Field(
        "", description="Addresses or networks of the proxies whose X-Forwarded-For is believed, with commas between."
    )
    metrics_from: str = Field(
        "", description="Addresses or networks that may read /metrics besides this machine, with commas between."
    )
    law: Path | None = Field(
        None, description="Folder with the unit's own files of the law; `law` in the data folder by default."
    )
    key: SecretStr | None = Field(None, description="32 bytes in base64; by default a 0600 file in the data folder.")
    key_old: SecretStr | None = Field(None, description="The key before GC_KEY, only while it is changed.")
    timezone: str = Field("Asia/Shanghai", description="The unit's time zone.")
    language: Literal["zh", "en"] = Field("zh", description="The language people meet first.")
    search_index: Path | None = Field(
        None, description="File of the search index; in the data folder by default, which one machine may share."
    )
    disk_reserve: str | None = Field(
        None, description="What files leave free on the disk, such as 2GB or 10%; 1GB or 5% of it, whichever is less."
    )
    clamd: str | None = Field(
        None, description="clamd of ClamAV that looks for viruses in files: a socket's path, or host:port."
    )
    mail: SecretStr | None = Field(
        None, description="Who sends e-mails, as a URL of apprise with {to} in it; without it none are offered."
    )
    sms: SecretStr | None = Field(
        None,
        description="Who sends SMS, as a URL of apprise with {to} in it; without it none are offered.",
    )
    push: str | None = Field(
        None, description="Whom push services write to, as mailto:…; without it browsers are told nothing."
    )
    push_services: str = Field(
        "", description="Addresses of push services beside those of the browsers' makers, with commas between."
    )
    desk_notices: SecretStr | None = Field(
        None, description="Robots of group chats that are told of new cases and alarms, as URLs of apprise with spaces."
    )
    unit_name: str | None = Field(None, description="The police unit's name; without it this is a demonstration.")
    unit_phone: str | None = Field(None, description="The police unit's phone; without it this is a demonstration.")

    @field_validator("bind")
    @classmethod
    def _bind(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
            raise ValueError("write it as host:port, for example 127.0.0.1:8000")
        return value

    @field_validator("trusted_proxies", "metrics_from")
    @classmethod
    def _proxies(cls, value: str) -> str:
        try:
            networks(value)
        except ValueError as error:
            raise ValueError("write addresses or networks, for example 127.0.0.1, 10.0.3.7") from error
        return value

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("not a time zone, for example Asia/Shanghai") from error
        return value

    @field_validator("public_url", "telegram_api")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("write a whole address, for example https://example.org")
        return value.rstrip("/") if value else value

    @field_validator("disk_reserve")
    @classmethod
    def _disk_reserve(cls, value: str | None) -> str | None:
        if value is not None:
            Reserve.written(value)
        return value

    @field_validator("clamd")
    @classmethod
    def _clamd(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"/\S.*|(\[[\da-fA-F:.]+\]|[\w.-]+):\d{1,5}", value):
            raise ValueError("write a socket's path or host:port, for example /run/clamav/clamd.ctl")
        return value

    @field_validator("mail", "sms")
    @classmethod
    def _reach(cls, value: SecretStr | None, about: ValidationInfo) -> SecretStr | None:
        if value is not None:
            from bot.carriers.sending import TO, can_be_sent_by  # noqa: PLC0415 - a quarter of a second, where it is set

            url, somebody = value.get_secret_value(), SOMEBODY[about.field_name or ""]
            if TO not in url or not can_be_sent_by(url, somebody):
                raise ValueError("write a URL of apprise with {to} in it, for example mailtos://us:word@host?to={to}")
        return value

    @field_validator("desk_notices")
    @classmethod
    def _desk_notices(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            from bot.carriers.sending import can_be_sent_by  # noqa: PLC0415 - a second, where it is set

            if not all(can_be_sent_by(one, "") for one in value.get_secret_value().split()):
                raise ValueError("write URLs of apprise with spaces between, for example dingtalk://secret@token")
        return value

    @field_validator("push")
    @classmethod
    def _push(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+|https://\S+", value):
            raise ValueError("write mailto: and an address of yours, for example mailto:it@example.org")
        return value

    @field_validator("push_services")
    @classmethod
    def _push_services(cls, value: str) -> str:
        found = [one.strip() for one in value.split(",") if one.strip()]
        if not all(re.fullmatch(r"https?://[\w.:-]+", one) for one in found):
            raise ValueError("write addresses without a path, for example https://push.example.org")
        return ",".join(one.lower() for one in found)

    @field_validator("database")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"(sqlite|postgresql)(\+\w+)?://", value):
            raise ValueError("write sqlite:///path or postgresql://user@host/name")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"\d+:[\w-]{10,}", value.get_secret_value()):
            raise ValueError("not a bot token, which looks like 123456:ABC-DEF…")
        return value

    @field_validator("key", "key_old")
    @classmethod
    def _key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                length = len(base64.b64decode(value.get_secret_value(), validate=True))
            except ValueError:
                length = 0
            if length != 32:
                raise ValueError("must be 32 bytes in base64, as `green-channel keys new` prints them")
        return value

    @model_validator(mode="after")
    def _what_goes_together(self) -> Settings:
        if self.telegram_webhook and not self.public_url:
            raise ValueError("GC_TELEGRAM_WEBHOOK=1 needs GC_PUBLIC_URL, the address Telegram can reach")
        if self.key_old and not self.key:
            raise ValueError("GC_KEY_OLD is the key before GC_KEY, which is not set")
        return self

    @property
    def host_and_port(self) -> tuple[str, int]:
        host, _, port = self.bind.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def proxies(self) -> Networks:
        return networks(self.trusted_proxies)

    @property
    def metrics_readers(self) -> Networks:
        return networks(self.metrics_from)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{(self.data / 'green-channel.db').resolve()}"

    @property
    def key_file(self) -> Path:
        """Where the key is unless GC_KEY is set."""
        return self.data / "key"

    @property
    def search_file(self) -> Path:
        return self.search_index or self.data / "search.db"

    @property
    def process_name(self) -> str:
        """For figures and the log."""
        return self.name or f"{socket.gethostname()}:{self.host_and_port[1]}"

    @property
    def address(self) -> str:
        """The address to print and to put into links."""
        return self.public_url or f"http://{self.bind}"

    @property
    def own_law(self) -> Path | None:
        """The unit's own files of the law, where there are any."""
        folder = self.law or self.data / "law"
        return folder if self.law or folder.is_dir() else None

    @property
    def disk(self) -> Disk:
        """The disk of the files, with what they leave free on it."""
        reserve = Reserve.written(self.disk_reserve) if self.disk_reserve else Reserve()
        return Disk(self.data / "files", reserve)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def robots(self) -> list[str]:
        """The URLs of the robots of group chats."""
        return self.desk_notices.get_secret_value().split() if self.desk_notices else []

    @property
    def is_demonstration(self) -> bool:
        """Until the unit's name and phone are set, nobody may think this is a real police unit."""
        return not (self.unit_name and self.unit_phone)


def read_settings() -> Settings:
    """Raises BadSettings with one line for each wrong value; a secret's value is never in it."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings([_line(problem["loc"], problem["msg"]) for problem in error.errors()]) from None


def _line(where: tuple[int | str, ...], message: str) -> str:
    name = f"GC_{str(where[0]).upper()}: " if where else ""
    return name + message.removeprefix("Value error, ")
