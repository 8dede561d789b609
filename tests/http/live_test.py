"""A site that is open to the public: what it refuses to start with, and what it starts with."""
import http.client
import os
import shutil
import ssl
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.programs import Site, Town, free_port  # noqa: E402


class LiveSite(Site):
    """Speaks TLS with a certificate of its own."""

    def __init__(self, data, extra=()):
        super().__init__(data, "http://127.0.0.1:1", extra=["--live", *extra])

    def get(self, path, headers=None):
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=10, context=self.trust)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def answers(self):
        try:
            return self.get(self.alive)[0] == 200
        except (OSError, http.client.HTTPException):
            return False


class Live(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sas-live-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "data"
        self.data.mkdir()

    def settings(self, text):
        (self.data / "settings.toml").write_text(text)

    def certificate(self):
        certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)],
                       check=True, capture_output=True)
        return certificate, key

    def started(self, *extra):
        certificate, key = self.certificate()
        site = LiveSite(self.data, extra)
        site.trust = ssl.create_default_context(cafile=str(certificate))
        self.settings(f'public_url = "https://localhost:{site.port}"\ntls_certificate = "{certificate}"\ntls_key = "{key}"\n')
        site.start()
        self.addCleanup(lambda: site.running and site.kill())
        return site

    def test_a_login_provider_of_a_practice_town_is_refused_with_what_to_do(self):
        town = Town(self.folder / "town.log")
        town.start()
        self.addCleanup(town.kill)
        self.settings(f'public_url = "https://localhost"\n[[logins]]\nid = "digid"\nissuer = "{town.url}/oidc/digid"\nclient_id = "sassenpoort"\n')
        site = Site(self.data, town.url, extra=["--live"])
        done = subprocess.run(site.command(), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertIn("'digid' belongs to a practice town", done.stderr)
        self.assertIn("settings.toml", done.stderr)

    def test_a_mistake_in_the_settings_is_named_with_its_remedy(self):
        self.settings('public_ulr = "https://localhost"\n')
        done = subprocess.run(Site(self.data, "http://127.0.0.1:1", extra=["--live", "--trusted-proxy", "the-proxy"]).command(),
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertIn("public_ulr", done.stderr)
        self.assertIn("--trusted-proxy: write an address", done.stderr)

    def test_with_keys_and_a_certificate_of_its_own_it_opens_and_says_nothing_of_practice(self):
        site = self.started()
        status, headers, page = site.get("/")
        self.assertEqual(status, 200)
        self.assertIn("max-age=", headers["Strict-Transport-Security"])
        self.assertNotIn("oefen", page.lower())
        for name in ("ledger-key.pem", "login-key.pem"):
            self.assertEqual(stat.S_IMODE(os.stat(self.data / name).st_mode) & 0o077, 0, name)
        self.assertEqual(site.get("/metrics")[0], 200)
        self.assertEqual(site.get("/metrics", {"X-Forwarded-For": "192.0.2.1"})[0], 404)
        self.assertEqual(site.stop(), 0)
        self.assertEqual(site.verify()[0], 0)

    def test_the_figures_can_have_an_address_of_their_own(self):
        port = free_port()
        site = self.started("--metrics-port", str(port))
        self.assertEqual(site.get("/metrics")[0], 404)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.addCleanup(connection.close)
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertIn("sassenpoort_store_healthy 1", answer.read().decode())


if __name__ == "__main__":
    unittest.main()
