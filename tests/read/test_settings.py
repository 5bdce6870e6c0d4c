"""Hold clinic.toml and authors' files to exact faults: code, line, message and hint."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.model import Brand, Clinic, Picture, Problem, Severity
from handout.read.author import read_author
from handout.read.clinic import read_clinic
from handout.read.toml import index_lines

SOUND = """\
name = "Linden Clinic"
[brand]
primary = "#1f6f5c"
"""


def read(folder: Path, text: str | bytes) -> tuple[Clinic | None, list[Problem]]:
    content = folder / "content"
    content.mkdir(exist_ok=True)
    path = content / "clinic.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    problems: list[Problem] = []
    return read_clinic(path, folder, problems.append), problems


def tell(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in problems]


@pytest.mark.parametrize("name", ["our-logo.svg", "images/our-logo.svg"])
def test_a_logo_is_found_in_images(tmp_path: Path, name: str) -> None:
    images = tmp_path / "content" / "images"
    images.mkdir(parents=True)
    (images / "our-logo.svg").write_text("<svg/>")
    clinic, problems = read(tmp_path, f'logo = "{name}"\n{SOUND}')
    assert clinic is not None
    assert clinic.logo is not None
    assert (clinic.logo.path, problems) == ((images / "our-logo.svg").resolve(), [])
    _, problems = read(tmp_path, f'logo = "our-lgo.svg"\n{SOUND}')
    assert [one.hint for one in problems] == ["did you mean “our-logo.svg”?"]


def test_a_clinic_with_everything(tmp_path: Path) -> None:
    (tmp_path / "content" / "images").mkdir(parents=True)
    (tmp_path / "content" / "images" / "logo.svg").write_text("<svg/>")
    clinic, problems = read(
        tmp_path,
        textwrap.dedent("""\
        name = "Linden  Clinic"
        tagline = "Skin"
        address = ["12 Linden Street", "Springfield"]
        phone = "020 7946 0000"
        emergency_phone = "999"
        email = "hello@linden.example"
        website = "linden.example"
        hours = \"\"\"
        Monday
        Tuesday
        \"\"\"
        logo = { file = "images/logo.svg", alt = "A linden leaf" }
        disclaimer = "No advice."
        feedback = "Tell us."
        other_formats = "Ask."

        [brand]
        primary = "#1F6"
        accent = "#A0522D"
        font = "Atkinson Hyperlegible"
        theme = "calm"
        panels = "light"

        [defaults]
        formats = "a4"
        language = "en-gb"
        review_months = 36

        [mail]
        subject = "Your handout"
        anything = "Goes"
        """),
    )
    assert problems == []
    assert clinic is not None
    assert clinic.name == "Linden Clinic"
    assert clinic.address == ("12 Linden Street", "Springfield")
    assert clinic.hours == ("Monday", "Tuesday")
    assert clinic.brand == Brand(
        primary="#11ff66", accent="#a0522d", font="Atkinson Hyperlegible", panels="light"
    )
    assert clinic.defaults.formats == ("a4",)
    assert clinic.defaults.language == "en-GB"
    assert clinic.defaults.review_months == 36
    assert clinic.mail == {"subject": "Your handout", "anything": "Goes"}
    assert clinic.logo == Picture(
        path=(tmp_path / "content/images/logo.svg").resolve(), alt="A linden leaf", line=12
    )


def test_all_faults_at_once_each_with_its_line(tmp_path: Path) -> None:
    clinic, problems = read(
        tmp_path,
        textwrap.dedent("""\
        name = ""
        adress = "1 Road"
        phone = 123
        email = "nobody"
        website = "not a site"

        [brand]
        primary = "green"
        font = "Source Sans"
        theme = "loud"

        [defaults]
        formats = ["a4", "a6"]
        language = "German"
        review_months = "24"
        """),
    )
    assert clinic is None
    assert sorted(tell(problems), key=lambda one: one[1] or 0) == [
        ("clinic.missing-name", 1),
        ("clinic.unknown-key", 2),
        ("clinic.wrong-type", 3),
        ("clinic.email", 4),
        ("clinic.website", 5),
        ("clinic.colour", 8),
        ("clinic.unknown-font", 9),
        ("clinic.unknown-theme", 10),
        ("clinic.unknown-format", 13),
        ("clinic.language", 14),
        ("clinic.wrong-type", 15),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line", "message", "hint"),
    [
        ("[brand]\nprimary = '#123456'", "clinic.missing-name", 1, "“name” is missing.", 'add the clinic\'s name, such as `name = "Linden Clinic"`.'),
        ("name = 'x'\n[brand]", "clinic.missing-primary", 2, "“brand.primary” is missing.", 'below a line `[brand]`, give the clinic\'s colour, such as `primary = "#2f6f73"`.'),
        (SOUND + "colour = '#fff'", "clinic.unknown-key", 4, "unknown key “colour” in “brand”.", "did you mean `primary`?"),
        (SOUND + "website = 'a.example'", "clinic.unknown-key", 4, "unknown key “website” in “brand”.", "“website” belongs above the first heading in `[…]`."),
        ("primary = '#123456'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “primary”.", "“primary” belongs under the heading `[brand]`."),
        ("Phone = '1'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “Phone”.", "write it as `phone`."),
        ('"phone\u00a0" = "1"\n' + SOUND, "clinic.unknown-key", 1, "unknown key “phone\u00a0”.", "write it as `phone`, without quotes or spaces that were pasted with it."),
        ('"“phone”" = "1"\n' + SOUND, "clinic.unknown-key", 1, "unknown key ““phone””.", "write it as `phone`, without quotes or spaces that were pasted with it."),
        ("phne = '1'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “phne”.", "did you mean `phone`?"),
        ("lang = 'de'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “lang”.", "“language” belongs under the heading `[defaults]`."),
        ("format = 'a4'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “format”.", "“formats” belongs under the heading `[defaults]`."),
        ("author = 'x'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “author”.", "“authors” belongs in an article's file."),
        ("date = 'x'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “date”.", "“published” belongs in an article's file."),
        ("description = 'x'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “description”.", "“summary” belongs in an article's file."),
        ("status = 'x'\n" + SOUND, "clinic.unknown-key", 1, "unknown key “status”.", "“draft” belongs in an article's file."),
        ("phone = 1\n" + SOUND, "clinic.wrong-type", 1, "“phone” must be text.", 'put it in straight quotes, such as `phone = "…"`.'),
        ("brand = 1\nname = 'x'", "clinic.wrong-type", 1, "“brand” must be a table.", "write a line `[brand]`, and its keys below it."),
        ("address = ['a', '']\n" + SOUND, "clinic.empty-item", 1, "“address” has an empty item.", "fill it, or take it out."),
        (SOUND + "primary2 = 1\n[defaults]\nlanguage = 'en_GB'", "clinic.language", 6, "“en_GB” is no language tag.", "did you mean “en-GB”?"),
        (SOUND + "[defaults]\nlanguage = 'German'", "clinic.language", 5, "“German” is no language tag.", None),
        (SOUND + "[defaults]\nformats = ['A6']", "clinic.unknown-format", 5, "there is no format “A6”.", None),
        (SOUND + "[defaults]\nreview_months = true", "clinic.wrong-type", 5, "“defaults.review_months” must be a whole number from 1 to 120.", "write it without quotes, such as `review_months = 24`."),
        (SOUND + "[defaults]\nreview_months = 0", "clinic.wrong-type", 5, "“defaults.review_months” must be a whole number from 1 to 120.", "write it without quotes, such as `review_months = 24`."),
        *(
            (f"{SOUND}{key} = {text}{more}", "clinic.toml", 4, "this is not valid TOML: a text has no quotes round it.", f'put it in straight quotes: `{key} = "{text}"`.')
            for key, text in (("phone", "020 7946 0000"), ("phone", "+44 20 7946"), ("phone", "0800-123"), ("phone", "(020) 7946"), ("tagline", "Good skin"), ("email", "a@b.org"), ("website", "https://b.org/c"), ("primary", "#155a72"))
            for more in ("", "  # ours", "\nnotes = 'never'")
        ),
        (SOUND + 'phone = "1",', "clinic.toml", 4, "this is not valid TOML: something stands behind the value.", "take out the comma at the end."),
        (SOUND + 'tagline = "a" b', "clinic.toml", 4, "this is not valid TOML: something stands behind the value.", "put one key on a line, and a text with quotes in it in single quotes."),
        (SOUND + "[project]\nfollow_links = True", "clinic.toml", 5, None, "write `true`, in small letters."),
        (SOUND + "tagline = 'a", "clinic.toml", 4, "this is not valid TOML: a text is not closed.", None),
        ("name = “Linden”", "clinic.toml", 1, "this is not valid TOML: a value is not written as TOML wants it.", "replace the curly quotes round the text by straight ones."),
        ("name =\u00a0'Linden'", "clinic.toml", 1, "this is not valid TOML: a value is not written as TOML wants it.", "replace the non-breaking spaces in the line by plain ones."),
        ("name = 'x'\nname = 'y'", "clinic.toml", 2, "this is not valid TOML: a key is set twice.", "keep one of the two lines."),
        ("[brand]\n[brand]", "clinic.toml", 2, "this is not valid TOML: a table is opened twice.", "put its keys under one heading."),
        ("a = 1\n\nname: x", "clinic.toml", 3, "this is not valid TOML: a “=” is missing after a key.", 'write `key = "text"`.'),
        ("name = 'x\nphone = 'y'", "clinic.toml", 1, "this is not valid TOML: a text is not closed.", "end it with the quote it began with."),
        ("hours = [\n'x',\n", "clinic.toml", 2, "this is not valid TOML: the file ends before a list or a text is closed.", "close it where it ends."),
        ("hours = ['x'\nphone = 'y'", "clinic.toml", 2, "this is not valid TOML: a list is not closed.", "end it with `]`."),
        ("name = 'x' phone = 'y'", "clinic.toml", 1, "this is not valid TOML: something stands behind the value.", None),
        ("when = 2026-02-30", "clinic.toml", 1, None, None),
        ("x = 1\n" + "a." * 2000 + "a = 1", "clinic.toml", 2, "a key has more than fifty parts.", "write it with fewer dots."),
        ("[" + "'a' . " * 60 + "a]", "clinic.toml", 1, "a key has more than fifty parts.", None),
        ("#" * 1_100_000, "file.too-large", None, "“clinic.toml” is too large: 1.0 MB, where 1 MB is the most.", None),
        ("x = " + "[" * 5000, "clinic.toml", None, "the file is nested too deeply to be read.", "check that it is the file you meant."),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_how(
    tmp_path: Path, text: str, code: str, line: int | None, message: str | None, hint: str | None
) -> None:
    clinic, problems = read(tmp_path, text)
    assert clinic is None
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    assert found[0].line == line
    if message:
        assert found[0].message == message
        assert found[0].hint == hint or hint is None
    assert found[0].severity is Severity.ERROR
    assert found[0].path == tmp_path / "content" / "clinic.toml"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "file.empty"), (b"name = '\xff'", "file.encoding"), (b"\0", "file.binary")],
)
def test_a_clinic_file_that_is_no_text(tmp_path: Path, data: bytes, code: str) -> None:
    clinic, problems = read(tmp_path, data)
    assert clinic is None
    assert [p.code for p in problems] == [code]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    clinic, problems = read(tmp_path, b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert clinic is not None
    assert problems == []


@pytest.mark.parametrize(
    ("logo", "code"),
    [
        ("images/logo.svg", "image.missing"),
        ("images/logo.gif", "image.format"),
        ("../../secret.png", "image.outside"),
        ("/etc/hostname.png", "image.outside"),
        ("link.png", "image.outside"),
        ("https://a.example/logo.png", "image.remote"),
    ],
)
def test_a_logo_must_be_a_picture_of_the_project(tmp_path: Path, logo: str, code: str) -> None:
    root = tmp_path / "clinic"
    (root / "content").mkdir(parents=True)
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    (root / "content" / "link.png").symlink_to(secret)
    clinic, problems = read(root, f"logo = '{logo}'\n{SOUND}")
    assert tell(problems) == [(code, 1)]
    # What is merely missing leaves the clinic usable: the build may be told to allow it.
    assert (clinic is not None) == (code == "image.missing")
    assert clinic is None or clinic.logo is None


def test_a_logo_with_a_near_name_is_suggested(tmp_path: Path) -> None:
    (tmp_path / "content" / "images").mkdir(parents=True)
    (tmp_path / "content" / "images" / "Logo.svg").write_text("<svg/>")
    _, problems = read(tmp_path, f"logo = 'images/logo.svg'\n{SOUND}")
    assert problems[0].hint == "did you mean “images/Logo.svg”?"


def test_an_author_with_everything(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "rebecca.png").write_bytes(b"x")
    path = tmp_path / "rebecca.toml"
    path.write_text(
        'name = "Rebecca Meier"\nrole = "Nurse"\ncredentials = "RN"\nregistration = "7"\n'
        'bio = """\nOne.\nTwo."""\nphoto = "rebecca.png"\nemail = "r@a.example"\n'
        'website = "https://a.example/r"\n'
    )
    problems: list[Problem] = []
    author = read_author(path, (tmp_path,), problems.append)
    assert problems == []
    assert author is not None
    assert (author.id, author.name, author.bio) == ("rebecca", "Rebecca Meier", "One.\nTwo.")
    assert author.photo is not None
    assert (author.photo.alt, author.photo.line) == ("", 8)


def test_an_author_s_faults(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    path = tmp_path / "rebecca.toml"
    path.write_text('nme = "Rebecca"\nphoto = "gone.png"\n')
    problems: list[Problem] = []
    assert read_author(path, (tmp_path,), problems.append) is None
    assert tell(problems) == [
        ("author.missing-name", 1),
        ("image.missing", 2),
        ("author.unknown-key", 1),
    ]
    assert problems[2].hint == "did you mean `name`?"


def test_lines_are_found_past_texts_that_look_like_keys() -> None:
    lines = index_lines(
        textwrap.dedent('''\
        # a = 1
        a = """
        b = 1
        [c]
        \\""" """
        "d e".'f' = [  # ]
          "]", '"',
          { g = "}" },
        ]

        [h . i]
        j = \'\'\'
        k = 1\'\'\'
        [[l]]
        m = 1979-05-27  # n = 2
        [[l]]
        m = 2
        ''')
    )
    assert lines == {
        ("a",): 2,
        ("d e",): 6,
        ("d e", "f"): 6,
        ("h",): 11,
        ("h", "i"): 11,
        ("h", "i", "j"): 12,
        ("l",): 14,
        ("l", "m"): 15,
    }


@given(st.text(alphabet="ab=.[]{}\"'#\\ \n1,-", max_size=60))
def test_no_toml_makes_the_reader_raise(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        read(Path(folder), text)


@pytest.mark.parametrize("line", ["a." * 20_000 + "a = 1", f'email = "a@{"." * 50_000}@"'])
def test_dots_without_end_are_refused_at_once(tmp_path: Path, line: str) -> None:
    # Once, either took half a minute.
    begun = time.perf_counter()
    clinic, problems = read(tmp_path, f"{line}\n{SOUND}")
    assert clinic is None
    assert problems
    assert time.perf_counter() - begun < 5


def test_keys_nested_too_deeply_in_an_authors_file_are_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "jo.toml"
    path.write_text('name = "Jo"\n' + "a." * 2000 + "a = 1\n")
    problems: list[Problem] = []
    assert read_author(path, (tmp_path,), problems.append) is None
    assert tell(problems) == [("author.toml", 2)]


def test_the_clinics_words_are_read_by_language(tmp_path: Path) -> None:
    words = """
    [defaults]
    language = "de-DE"
    [words]
    glance = "Auf einen Blick"
    version_and_date = "Am {date}: Fassung {version}"
    page = "{page} von {pages}"
    [words.pt-BR]
    tip = "Dica"
    """
    clinic, problems = read(tmp_path, SOUND + textwrap.dedent(words))
    assert problems == []
    assert clinic is not None
    assert clinic.words == {
        "de": {
            "At a glance": "Auf einen Blick",
            "Version %(version)s, %(date)s.": "Am %(date)s: Fassung %(version)s",
            "Page {page} of {pages}": "{page} von {pages}",
        },
        "pt": {"Tip": "Dica"},
    }


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("glanc = 'x'", "unknown key “glanc” in “words”.", "did you mean `glance`?"),
        (
            "page = 'Seite {page}'",
            "“page” does not say where its values stand.",
            "it needs “{page}” and “{pages}”, and no “%”; in English it is “Page {page} of {pages}”.",
        ),
        (
            "version = '{version} {x}'",
            "“version” does not say where its values stand.",
            "it needs “{version}”, and no “%”; in English it is “Version {version}.”.",
        ),
        (
            "tip = '5 %'",
            "“tip” has a sign that it cannot have.",
            "it needs nothing in braces, and no “%”; in English it is “Tip”.",
        ),
        ("tip = 3", "“words.tip” must be text.", 'put it in straight quotes, such as `tip = "…"`.'),
    ],
)
def test_a_wrong_word_is_said_with_its_line(
    tmp_path: Path, line: str, message: str, hint: str
) -> None:
    _, problems = read(tmp_path, f"{SOUND}[words]\n{line}\n")
    assert [(one.message, one.hint, one.line) for one in problems] == [(message, hint, 5)]
