"""An authenticator of software: makes passkeys and signs, as WebAuthn level 2 has it."""

import base64
import hashlib
import json
import os

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(value):
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


class Authenticator:
    """A device with one passkey; what it says of itself can be made wrong by a test."""

    def __init__(self, origin, *, knows_its_user=True):
        self.origin, self.knows_its_user = origin, knows_its_user
        self.key, self.id, self.count = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), 0

    def client_data(self, kind, options):
        said = {
            "type": f"webauthn.{kind}",
            "challenge": options["challenge"],
            "origin": self.origin,
        }
        return json.dumps(said).encode()

    def data(self, host, more=b"", flags=0):
        flags |= PRESENT | (VERIFIED if self.knows_its_user else 0)
        head = hashlib.sha256(host.encode()).digest() + bytes([flags])
        return head + self.count.to_bytes(4, "big") + more

    def create(self, options):
        """Return the answer to the question for a new passkey, as the page sends it."""
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        told = {
            "fmt": "none",
            "attStmt": {},
            "authData": self.data(options["rp"]["id"], attested, ATTESTED),
        }
        return self.answer(
            clientDataJSON=self.client_data("create", options), attestationObject=cbor2.dumps(told)
        )

    def get(self, options):
        """Return the answer to the question of a page where one signs in."""
        self.count += 1
        said, told = self.client_data("get", options), self.data(options["rpId"])
        digest = hashlib.sha256(said).digest()
        signature = self.key.sign(told + digest, ec.ECDSA(hashes.SHA256()))
        return self.answer(clientDataJSON=said, authenticatorData=told, signature=signature)

    def answer(self, **response):
        said = {name: encoded(value) for name, value in response.items()}
        answer = {"id": encoded(self.id), "rawId": encoded(self.id), "type": "public-key"}
        return json.dumps(answer | {"response": said})
