"""Hold a fault in a clinic's style sheet to be told with its sheet, its line and what mends it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import weasyprint

from handout.assets import shipped_styles
from handout.errors import EngineError
from handout.model import Place
from handout.render.answer import Answer
from handout.render.engine import Engine
from handout.render.messages import LogListener, MessageSource
from tests.conftest import MakeProject, choose_some
from tests.render.test_sheets import engine, render

__all__ = ["engine"]

SHEETS = {
    "styles/clinic.css": {"styles/clinic.css": "%s"},
    "styles/base.css": {"styles/base.css": "%s"},
    "styles/sub/more.css": {
        "styles/clinic.css": '@import "sub/more.css";\n\n\n\n\nol { color: red }',
        "styles/sub/more.css": "%s",
    },
    "styles/last.css": {
        "styles/clinic.css": '@import url(sub/more.css);\n@import "last.css";',
        "styles/sub/more.css": "\n\n\n\n\n\np {}",
        "styles/last.css": "%s",
    },
}
"""The sheet that has the fault, and what leads to it."""


def find(answer: Answer, *codes: str) -> list[tuple[str, int | None, str, str]]:
    return [
        (one.path.as_posix() if one.path else "", one.line, one.message, one.hint or "")
        for one in answer.problems
        if one.code in codes
    ]


def write(make_project: MakeProject, sheet: str, text: str, **more: str) -> dict[str, str]:
    return {name: one.replace("%s", text) for name, one in SHEETS[sheet].items()} | more


@pytest.mark.parametrize("sheet", choose_some(SHEETS, 2))
@pytest.mark.parametrize(
    ("wrong", "message", "hint"),
    [
        ("colr: red", "there is no property “colr”: it is passed over.", "“color”"),
        ("margin-botom: 3mm", "there is no property “margin-botom”", "“margin-bottom”"),
        ("bordr: 1pt solid red", "there is no property “bordr”", "“border”"),
        ("color: rad", "“rad” is no value for “color”: it is passed over.", "correct it"),
        ("margin: 3", "“3” is no value for “margin”", "unit"),
    ],
)
def test_a_declaration_that_is_passed_over(
    make_project: MakeProject, engine: Engine, sheet: str, wrong: str, message: str, hint: str
) -> None:
    root = make_project(write(make_project, sheet, f"p {{ color: blue }}\nq {{ {wrong} }}"))
    ((path, line, told, mend),) = find(render(engine, root), "style.ignored")
    assert (path, line) == (f"{root.as_posix()}/{sheet}", 2)
    assert told.startswith(message)
    assert hint in mend


def test_any_property_that_has_lost_a_letter_is_told_with_its_name(
    make_project: MakeProject, engine: Engine
) -> None:
    from weasyprint.css.properties import KNOWN_PROPERTIES
    from weasyprint.css.validation import NOT_PRINT_MEDIA

    names = sorted(name for name in KNOWN_PROPERTIES if len(name) > 5)
    chosen = random.Random(8).sample(names, 40)
    wrong = [name[:3] + name[4:] for name in chosen]
    lines = [
        f"p {{ {name}: none }}"
        for name in wrong
        if name not in KNOWN_PROPERTIES and name not in NOT_PRINT_MEDIA
    ]
    root = make_project({"styles/clinic.css": "\n".join(lines)})
    found = find(render(engine, root), "style.ignored")
    assert [line for _, line, _, _ in found] == list(range(1, len(lines) + 1))
    assert all("did you mean" in hint for *_, hint in found)


@pytest.mark.parametrize("sheet", choose_some(SHEETS, 2))
@pytest.mark.parametrize(
    ("wrong", "message", "hint"),
    [
        ("color: var(--gap)", "“6mm” is no value for “color”", "correct it"),
        ("font-style: var(--gap)", "“6mm” is no value for “font-style”", "correct it"),
    ],
)
def test_a_value_that_is_made_of_others(
    make_project: MakeProject, engine: Engine, sheet: str, wrong: str, message: str, hint: str
) -> None:
    root = make_project(write(make_project, sheet, f"\n\np {{ {wrong} }}"))
    ((path, line, told, mend),) = find(render(engine, root), "style.ignored", "engine.message")
    assert (path, line) == (f"{root.as_posix()}/{sheet}", 3)
    assert message in told
    assert hint in mend


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("p { color red }", 3, "a declaration ends here that has no colon: it is passed over."),
        ("p { color = red; }", 3, "something here is no declaration: it is passed over."),
        ("p { : red; }", 3, "something here is no declaration: it is passed over."),
        ("@page { @top-lft { } }", 3, "there is no rule “@top-lft” that the engine knows"),
        ("p { }\n@import 'x.css';", 4, "“@import” stands behind other rules: it is passed over."),
        ("p color: red }", 3, "the sheet ends here with something that is no rule"),
        ("p { color: red } }", 3, "the sheet ends here with something that is no rule"),
        ("p::nosuch { color: red }", 3, "“p::nosuch” is no selector that the engine knows"),
        ("// ours\np { color: red }", 3, "“// ours” is no selector that the engine knows"),
        ("@foo { }", 3, "there is no rule “@foo” that the engine knows: it is passed over."),
        ("@page :nosuch { }", 3, "“@page :nosuch” is no page that the engine knows"),
        ("@import x;", 3, "“@import” names no style sheet: it is passed over."),
        ("@font-face { font-family: X }", 3, "“@font-face” has no “src”: it is passed over."),
    ],
)
def test_a_rule_that_is_passed_over(tmp_path: Path, text: str, line: int, message: str) -> None:
    sheet = tmp_path / "clinic.css"
    sheet.write_text(f"/* Ours */\n\n{text}")
    with LogListener().listen(MessageSource(path=sheet, lines={})) as problems:
        weasyprint.CSS(filename=str(sheet))
    (problem,) = problems
    assert (problem.code, problem.line) == ("style.ignored", line)
    assert problem.message.startswith(message)
    assert problem.message.endswith(" passed over.")
    assert problem.hint


@pytest.mark.parametrize("sheet", choose_some(SHEETS, 2))
@pytest.mark.parametrize(
    "value",
    choose_some(["calc(1px+)", "calc(- 1px)", "var()", "sqrt(-1)", "mod(1, 0)", "exp(9999)"], 3),
)
def test_a_value_on_which_the_engine_fails(
    make_project: MakeProject, engine: Engine, sheet: str, value: str
) -> None:
    root = make_project(write(make_project, sheet, f"\n\np {{\n width: {value};\n}}\nh1 {{ }}"))
    with pytest.raises(EngineError) as caught:
        render(engine, root)
    # Of an imported sheet, the line that imports it is named.
    name, line = {
        "styles/sub/more.css": ("styles/clinic.css", 1),
        "styles/last.css": ("styles/clinic.css", 2),
    }.get(sheet, (sheet, 4))
    assert caught.value.where == Place(path=root / name, line=line)
    assert caught.value.message == "the engine fails on what stands here."


@pytest.mark.parametrize("sheet", choose_some(SHEETS, 2))
@pytest.mark.parametrize(
    "text",
    ["url(missing.svg)", "url('missing.svg')", "url(./missing.svg)"],
)
def test_a_picture_that_is_not_there(
    make_project: MakeProject, engine: Engine, sheet: str, text: str
) -> None:
    files = write(make_project, sheet, f"\n\nh1 {{\n background: {text} }}")
    near = f"{sheet.rpartition('/')[0]}/missing-one.svg"
    for name, hint in ((None, "Check its path"), (near, "did you mean “missing-one.svg”?")):
        root = make_project(
            files | ({name: "<svg/>"} if name else {}), name=str(name).split("/")[-1]
        )
        ((path, line, told, mend),) = find(render(engine, root), "image.missing")
        assert (path, line) == (f"{root.as_posix()}/{sheet}", 4)
        assert told == "the image “missing.svg” is not there."
        assert hint in mend


@pytest.mark.parametrize(
    "text",
    [
        '<img src="missing.svg" alt="a">',
        '<p style="background: url(../x/missing.svg)">a</p>',
        '<img src="../../../missing.svg" alt="a">',
    ],
)
def test_a_picture_of_a_template_that_is_not_there(
    make_project: MakeProject, engine: Engine, text: str
) -> None:
    own = '{% extends "handout.html" %}\n{% block title %}{{ super() }}\n%s{% endblock %}'
    root = make_project({"templates/handout.html": own.replace("%s", text)})
    ((path, line, told, mend),) = find(render(engine, root), "image.missing", "image.unreadable")
    assert (path, line) == (f"{root.as_posix()}/templates/handout.html", 3)
    assert told.startswith("the image “missing.svg” ")
    assert "begins at the folder of the articles" in mend


@pytest.mark.parametrize("sheet", choose_some(SHEETS, 2))
@pytest.mark.parametrize("text", ['@import "nothere.css"', "@import url(nothere.css)"])
def test_a_sheet_that_is_not_there(
    make_project: MakeProject, engine: Engine, sheet: str, text: str
) -> None:
    root = make_project(write(make_project, sheet, f"/* Ours */\n{text};\np {{ color: red }}"))
    ((path, line, told, mend),) = find(render(engine, root), "style.missing")
    assert (path, line) == (f"{root.as_posix()}/{sheet}", 2)
    assert told == "the style sheet “nothere.css” is not there."
    assert mend
    assert render(engine, root).pdf is None


@pytest.mark.parametrize("sheet", choose_some(SHEETS, 2))
def test_a_font_that_is_not_there(make_project: MakeProject, engine: Engine, sheet: str) -> None:
    text = '@font-face { font-family: "Foo";\n  src: url("foo.ttf") }\np { color: red }'
    files = write(make_project, sheet, text) | {f"{sheet.rpartition('/')[0]}/foo-bold.ttf": ""}
    root = make_project(files)
    ((path, line, told, mend),) = find(render(engine, root), "font.missing")
    assert (path, line) == (f"{root.as_posix()}/{sheet}", 2)
    assert told == "the font “Foo” cannot be loaded: “foo.ttf” is not there."
    assert mend == "did you mean “foo-bold.ttf”?"


def test_a_selector_that_the_engine_does_not_know_has_its_line(
    make_project: MakeProject, engine: Engine
) -> None:
    root = make_project({"styles/clinic.css": "p {}\nq:foo { color: red }"})
    ((_, line, told, _),) = find(render(engine, root), "style.ignored")
    assert line == 2
    assert "selector" in told


@pytest.mark.parametrize("sheet", sorted(path.name for path in shipped_styles().rglob("*.css")))
def test_a_copied_sheet_finds_what_the_shipped_one_finds(
    make_project: MakeProject, engine: Engine, sheet: str
) -> None:
    """Icons and sheets that it names are looked for among the shipped ones as well."""
    (path,) = shipped_styles().rglob(sheet)
    name = path.relative_to(shipped_styles()).as_posix()
    article = "---\ntitle: Rain\n---\n> [!NOTE]\n> a\n\n> [!TIP]\n> b\n\n- [x] c\n"
    plain = make_project({"content/articles/rain.md": article})
    copied = make_project(
        {"content/articles/rain.md": article, f"styles/{name}": path.read_text("utf-8")}, name="b"
    )
    answer = render(engine, copied)
    assert answer.pdf
    assert len(answer.pdf) == len(render(engine, plain).pdf or b"")
    assert not [one for one in answer.problems if one.path != plain]


ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#ff0000" d="M0 0h9v9z"/></svg>'


def test_an_icon_of_the_clinics_own_takes_the_place_of_the_shipped_one(
    make_project: MakeProject, engine: Engine
) -> None:
    files = {"content/articles/rain.md": "---\ntitle: Rain\n---\n> [!TIP]\n> b\n"}
    root = make_project(files)
    before = render(engine, root)
    icon = root / "styles/icons/tip.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text(ICON)
    after = render(engine, root)
    assert after.pdf
    assert after.pdf != before.pdf
    # That it was not there is remembered, too.
    assert before.dependencies[str(icon)] is None
    assert after.dependencies[str(icon)]
    icon.unlink()
    assert render(engine, root).pdf == before.pdf


@pytest.mark.parametrize("name", ["calm", "linden"])
def test_a_theme_of_one_file_is_made_of_the_shipped_one(
    make_project: MakeProject, engine: Engine, name: str
) -> None:
    clinic = f'name = "Quay"\n[brand]\nprimary = "#1f6f5c"\ntheme = "{name}"\n'
    files = {
        "content/clinic.toml": clinic,
        f"styles/themes/{name}.css": '@import "calm.css";\nbody p { color: #ff0000 }',
    }
    from tests.render.test_sheets import read_ink

    answer = render(engine, make_project(files))
    assert not [one for one in answer.problems if one.is_error]
    assert read_ink(answer.pdf) == (True, False)
    files[f"styles/themes/{name}.css"] = "body p { color: #ff0000 }"
    bare = render(engine, make_project(files, name="bare"))
    assert bare.pdf
    assert answer.pdf
    assert len(bare.pdf) != len(answer.pdf)
