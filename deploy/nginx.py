"""Fills in nginx.conf.template: `python deploy/nginx.py --name pole.example.org --app 127.0.0.1:8501 --app 127.0.0.1:8502`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).with_name("nginx.conf.template")


def rendered(apps: list[str], name: str, listen: str, log: str, certificate: tuple[str, str] | None = None) -> str:
    """Return the configuration. Without a certificate no cookie is kept for https only, and no browser is told to insist on it."""
    tls = ""
    if certificate:
        tls = f"  ssl_certificate {certificate[0]};\n  ssl_certificate_key {certificate[1]};\n  ssl_protocols TLSv1.2 TLSv1.3;\n"
    servers = "\n".join(f"  server {app} max_fails=1 fail_timeout=5s;" for app in apps)
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        servers=servers,
        name=name,
        listen=f"{listen} ssl" if certificate else listen,
        log=log if log == "off" else f"{log} matcher",
        tls=tls,
        secure="; Secure" if certificate else "",
        hsts='"max-age=31536000"' if certificate else '""',  # nginx sends no header that is empty
    )


def main() -> None:
    """Print the configuration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--app", action="append", required=True, help="host:port of one process of the app; give it once for each"
    )
    parser.add_argument("--name", default="_", help="the name of the site")
    parser.add_argument("--listen", default="80", help="the port, or address:port")
    parser.add_argument("--log", default="/var/log/nginx/matcher.log", help="the access log, or off")
    parser.add_argument("--certificate", nargs=2, metavar=("CHAIN", "KEY"), help="files of the certificate: https only then")
    asked = parser.parse_args()
    certificate = tuple(asked.certificate) if asked.certificate else None
    sys.stdout.write(rendered(asked.app, asked.name, asked.listen, asked.log, certificate))


if __name__ == "__main__":
    main()
