"""Invented issuers, a list of revoked certificates and a time-stamping service, on loopback."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import pem
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, PKIArchitecture, ServiceLabel
from certomancer.registry.config import CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import load_der_x509_certificate
from werkzeug.serving import make_server

KEYS = ("root", "issuing", "stamp", "good", "revoked", "brief", "later")
SOON = datetime.now(UTC) + timedelta(days=30)
"""When the brief certificate ends, and the later one is revoked."""
CONFIG = """
keysets:
  all:
    keys: {keys}
pki-architectures:
  office:
    keyset: all
    entity-defaults: {{country-name: ID}}
    entities:
      root: {{common-name: Akar Contoh}}
      issuing: {{common-name: Penerbit Contoh}}
      stamp: {{common-name: Stempel Contoh}}
      good: {{common-name: {name}}}
      revoked: {{common-name: {name}}}
      brief: {{common-name: {name}}}
      later: {{common-name: {name}}}
    certs:
      root:
        subject: root
        issuer: root
        validity: &long {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2060-01-01T00:00:00+0000"}}
        extensions: &issues
          - {{id: basic_constraints, critical: true, value: {{ca: true}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature, key_cert_sign, crl_sign]}}}}
      issuing:
        subject: issuing
        issuer: root
        validity: *long
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: true}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature, key_cert_sign, crl_sign]}}}}
          - &list-of-root {{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [root]}}}}}}
      stamp:
        subject: stamp
        issuer: root
        validity: *long
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature]}}}}
          - {{id: extended_key_usage, critical: true, value: [time_stamping]}}
          - *list-of-root
      good: &signs
        subject: good
        issuer: issuing
        validity: *long
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature, non_repudiation]}}}}
          - {{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [issuing]}}}}}}
      revoked:
        <<: *signs
        subject: revoked
        revocation: {{revoked-since: "2026-01-01T00:00:00+0000", reason: key_compromise}}
      brief:
        <<: *signs
        subject: brief
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "{soon}"}}
      later:
        <<: *signs
        subject: later
        revocation: {{revoked-since: "{soon}", reason: cessation_of_operation}}
    services:
      crl-repo:
        root: {{for-issuer: root, signing-key: root, simulated-update-schedule: "P90D"}}
        issuing: {{for-issuer: issuing, signing-key: issuing, simulated-update-schedule: "P90D"}}
      time-stamping:
        stamp: {{signing-cert: stamp}}
"""


@dataclass(frozen=True)
class Authorities:
    """The running services, and the certificates that they vouch for."""

    address: str
    architecture: PKIArchitecture

    @property
    def stamps(self) -> str:
        return f"{self.address}/office/tsa/stamp"

    def root(self) -> str:
        der = self.architecture.get_cert(CertLabel("root")).dump()
        return load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM).decode()

    def list_at(self, moment: datetime) -> str:
        """Return what the issuer says at ``moment`` about revoked certificates, as PEM."""
        made = self.architecture.service_registry.get_crl(ServiceLabel("issuing"), at_time=moment)
        armored: bytes = pem.armor("X509 CRL", made.dump())
        return armored.decode()

    def p12(self, label: str, passphrase: str) -> bytes:
        held: bytes = self.architecture.package_pkcs12(CertLabel(label), password=passphrase.encode())
        return held


@contextmanager
def serving_authorities(folder: Path, name: str) -> Iterator[Authorities]:
    """Serve issuers and stamps for a signer called ``name`` as long as the context lasts."""
    for key in KEYS:
        made = rsa.generate_private_key(65537, 2048)
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / f"{key}.pem").write_bytes(pem)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    keys = "{" + ", ".join(f"{key}: {{path: {key}.pem}}" for key in KEYS) + "}"
    server = make_server("127.0.0.1", 0, lambda _environ, _start: [], threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    config = CertomancerConfig.from_yaml(
        CONFIG.format(keys=keys, name=name, soon=SOON.strftime("%Y-%m-%dT%H:%M:%S+0000")),
        key_search_dir=str(folder),
        external_url_prefix=address,
    )
    server.app = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Authorities(address, config.get_pki_arch(ArchLabel("office")))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
