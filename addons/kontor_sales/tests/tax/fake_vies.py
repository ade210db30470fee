"""A small server that speaks as the VIES service does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class FakeVies:
    """Answers ``check-vat-number`` with what the test has put into ``answer``, and keeps what it was asked."""

    def __init__(self):
        self.asked = []
        self.answer = {}
        self.status = 200
        vies = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # the name that http.server looks for
                body = self.rfile.read(int(self.headers["Content-Length"]))
                vies.asked.append((self.path, json.loads(body)))
                text = vies.answer if isinstance(vies.answer, str) else json.dumps(vies.answer)
                self.send_response(vies.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *args):
                """Say nothing; the test looks at ``asked``."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://localhost:{self._server.server_port}/rest-api"

    def close(self):
        """Stop answering: from now on the service can't be reached."""
        self._server.shutdown()
        self._server.server_close()
