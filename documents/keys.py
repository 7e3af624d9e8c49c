"""The court's keys: an authority, the seal it certifies, and the key that signs checkpoints."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from odr.entropy import Entropy, SystemEntropy

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
UNTIL = datetime(2049, 12, 31, tzinfo=UTC)
CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of that curve
ROOT_NAME = "Development authority of this court"
SEAL_NAME = "Seal of this court"
FILES = ("authority.pem", "seal.pem", "seal.key", "record.key")


@dataclass(frozen=True)
class CourtKeys:
    """What the court signs with.

    Signatures are deterministic (RFC 6979 and Ed25519), so that the same paper sealed at the same
    time with the same key is the same file. The development authority only vouches for the
    seal within this installation; a real court puts a certificate of its own authority into the
    folder. Its own key is thrown away once it has signed: nobody can issue a second seal.
    """

    authority: x509.Certificate
    certificate: x509.Certificate
    seal_key: ec.EllipticCurvePrivateKey
    record_key: ed25519.Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Sign a checkpoint or another message of the record."""
        return self.record_key.sign(message)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tell whether this court signed exactly this message."""
        try:
            self.record_key.public_key().verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @property
    def public_key_text(self) -> str:
        """The public half of the record key as short text, to print and to compare."""
        raw = self.record_key.public_key().public_bytes_raw()
        return "ed25519:" + base64.b64encode(raw).decode()

    def keep(self, folder: Path) -> None:
        """Write the keys into a folder only the court's own account can read."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts = (
            self.authority.public_bytes(serialization.Encoding.PEM),
            self.certificate.public_bytes(serialization.Encoding.PEM),
            _key_text(self.seal_key),
            _key_text(self.record_key),
        )
        for name, content in zip(FILES, parts, strict=True):
            _write_privately(folder / name, content)


def make_keys(entropy: Entropy) -> CourtKeys:
    """Make an authority, a seal certificate and a record key from this source of chance."""
    root_key, seal_key = _curve_key(entropy), _curve_key(entropy)
    root_name, seal_name = _name(ROOT_NAME), _name(SEAL_NAME)
    root = (
        _certificate(root_name, root_name, root_key.public_key(), entropy)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    sealing = (
        _certificate(seal_name, root_name, seal_key.public_key(), entropy)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    record_key = ed25519.Ed25519PrivateKey.from_private_bytes(entropy.raw(32))
    return CourtKeys(root, sealing, seal_key, record_key)


def load_or_make_keys(folder: Path, entropy: Entropy | None = None) -> CourtKeys:
    """Read the court's keys from the folder; on the first run make and keep them there.

    A folder that holds only some of the four files is refused: making new keys beside old ones
    would leave papers behind that nobody can check any more.
    """
    present = [name for name in FILES if (folder / name).exists()]
    if not present:
        made = make_keys(entropy or SystemEntropy())
        made.keep(folder)
        return made
    if len(present) != len(FILES):
        missing = ", ".join(sorted(set(FILES) - set(present)))
        raise FileNotFoundError(f"{folder} lacks {missing}; restore the court's keys from a backup")
    authority, certificate, seal_text, record_text = ((folder / n).read_bytes() for n in FILES)
    seal_key = serialization.load_pem_private_key(seal_text, None)
    record_key = serialization.load_pem_private_key(record_text, None)
    if not isinstance(seal_key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{folder / 'seal.key'} is not an elliptic curve key")
    if not isinstance(record_key, ed25519.Ed25519PrivateKey):
        raise TypeError(f"{folder / 'record.key'} is not an Ed25519 key")
    return CourtKeys(
        x509.load_pem_x509_certificate(authority),
        x509.load_pem_x509_certificate(certificate),
        seal_key,
        record_key,
    )


def _curve_key(entropy: Entropy) -> ec.EllipticCurvePrivateKey:
    # 16 bytes more than the order has make the remainder even to within 2 to the power of -128.
    scalar = int.from_bytes(entropy.raw(48), "big") % (ORDER - 1) + 1
    return ec.derive_private_key(scalar, CURVE)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, entropy: Entropy
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(int.from_bytes(entropy.raw(16), "big") + 1)
        .not_valid_before(SINCE)
        .not_valid_after(UNTIL)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _key_text(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_privately(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
