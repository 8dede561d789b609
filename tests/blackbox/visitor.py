"""A browser in small, for tests that look at the site from outside."""
import http.client
import urllib.parse
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    def header(self, name, otherwise=""):
        return self.headers.get(name, otherwise)

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def location(self):
        return self.header("Location")


class Form:
    """A form of a page: where it goes, and (type, name, value, is_checked) of each field."""

    def __init__(self, attributes):
        self.action, self.method = attributes.get("action", ""), attributes.get("method", "get")
        self.multipart = attributes.get("enctype") == "multipart/form-data"
        self.fields = []

    def filled(self):
        """What a browser would send when nothing is touched."""
        return [(name, value) for kind, name, value, checked in self.fields
                if kind not in ("radio", "checkbox", "file", "submit") or checked]

    def options(self, name):
        return [value for kind, field, value, _ in self.fields if kind in ("radio", "checkbox") and field == name]


class Page(HTMLParser):
    """Forms, links, headings and words of a page; notices tags that are not closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.headings, self.title, self.words, self.unclosed = [], [], [], "", [], []
        self._open = []
        self.feed(text)
        self.close()
        self.unclosed += [tag for tag, _ in self._open]

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        if tag not in VOID:
            self._open.append((tag, attributes))
        if tag == "form":
            self.forms.append(Form(attributes))
        elif tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif tag in ("h1", "h2"):
            self.headings.append([tag, ""])
        elif tag in ("input", "textarea", "select", "button") and self.forms and attributes.get("name"):
            kind = attributes.get("type", "text") if tag in ("input", "button") else tag
            self.forms[-1].fields.append((kind, attributes["name"], attributes.get("value", ""), "checked" in attributes))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self._open or self._open[-1][0] != tag:
            self.unclosed.append(tag)
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        inside = [tag for tag, _ in self._open]
        if "title" in inside:
            self.title += data
        for level in ("h1", "h2"):
            if level in inside and self.headings:
                self.headings[-1][1] += data
        if data.strip() and not {"script", "style"} & set(inside):
            self.words.append(data.strip())

    def form_to(self, ending):
        return next(form for form in self.forms if form.action.split("?")[0].endswith(ending))

    @property
    def sentence(self):
        return " ".join(self.words)


class Visitor:
    """Keeps one connection and its cookies. Sends the header by which a browser says that a form is the site's own."""

    def __init__(self, port, own=True):
        self.port, self.cookies, self.own, self.connection = port, {}, own, None

    def request(self, method, target, body=None, headers=None, timeout=30):
        sent = {"Sec-Fetch-Site": "same-origin"} if self.own else {}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent.update(headers or {})
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            self.connection.request(method, target, body, sent)
            response = self.connection.getresponse()
            answer = Answer(response, response.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if response.will_close:
            self.close()
        self.keep_cookies(response)
        return answer

    def keep_cookies(self, response):
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def get(self, target, **more):
        return self.request("GET", target, **more)

    def post(self, target, fields=(), headers=None):
        body = urllib.parse.urlencode(fields).encode()
        return self.request("POST", target, body, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def post_files(self, target, fields, files, boundary="sas-boundary"):
        body = multipart(fields, files, boundary)
        return self.request("POST", target, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def page(self, target):
        return Page(self.get(target).text)

    def __del__(self):
        self.close()

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def multipart(fields, files, boundary):
    """The body of a form with files: (field, filename, type, content)."""
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields]
    for name, filename, kind, content in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


def path_of(url):
    """The part of an address after host and port."""
    split = urllib.parse.urlsplit(url)
    return split.path + (f"?{split.query}" if split.query else "")
