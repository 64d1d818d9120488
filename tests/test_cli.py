"""The command line: what it prints where, how it refuses, and the exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.testing import CliRunner

from matcher import catalogue
from matcher.cli import app
from tests.catalogue import HERE, SMALL

ROOT = Path(__file__).parent.parent
LANGUAGES = ("fr", "en")
BAD = yaml.safe_load((Path(__file__).parent / "profiles" / "bad.yaml").read_text(encoding="utf-8"))
GOOD = """
enterprise:
  legal_form: OBNL
  sector: [épicerie]
  municipality: Beloeil
  founded: 2019-04
project:
  description: Rénover l'épicerie communautaire
  uses: [renovation]
  total_cost: 60_000
"""
Run = Callable[..., Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command on the small catalogue."""
    monkeypatch.setattr(catalogue, "default_directory", lambda: SMALL)

    def invoke(*arguments: object) -> Any:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "300", "TERM": "dumb"})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Return a profile that says enough."""
    path = tmp_path / "profile.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def assert_refused(code: int, out: str, err: str, file: Path, *, lines: int = 1) -> None:
    """Exit code 1, nothing on stdout, and on stderr one plain line for each problem, which begins with its place."""
    assert code == 1, err
    assert out == ""
    assert lines == len(err.splitlines()), err
    assert [line for line in err.splitlines() if not re.match(re.escape(str(file)) + r":\d+:\d+: \S", line)] == []
    assert "Traceback" not in err
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", err)
    assert not re.search(r"pydantic|Input should|\{\{|\w+\.\w+\(", err)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad["name"])
def test_a_bad_profile_is_refused_plainly(run: Run, tmp_path: Path, bad: dict[str, Any], language: str) -> None:
    """A wrong profile gives one line for each problem with file, line, column and the nearest valid word."""
    path = tmp_path / "profile.yaml"
    path.write_text(bad["text"], encoding="utf-8")
    result = run("match", path, "--lang", language)
    assert_refused(result.exit_code, result.stdout, result.stderr, path, lines=bad.get("lines", 1))
    assert [word for word in bad["words"] if word not in result.stderr] == [], result.stderr


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad["name"])
def test_a_refusal_is_translated(run: Run, tmp_path: Path, bad: dict[str, Any]) -> None:
    """The sentence of a refusal is not the same in French as in English."""
    path = tmp_path / "profile.yaml"
    path.write_text(bad["text"], encoding="utf-8")
    french, english = (run("match", path, "--lang", language).stderr.splitlines() for language in LANGUAGES)
    sentences = [[line.split("; ")[0] for line in lines] for lines in (french, english)]
    assert [pair for pair in zip(*sentences, strict=True) if pair[0] == pair[1]] == []


def missing(path: Path) -> None:
    """Leave no file."""


def directory(path: Path) -> None:
    """Put a directory where the file should be."""
    path.mkdir()


def five_megabytes(path: Path) -> None:
    """Write 5 MB."""
    path.write_bytes(b"project:\n  description: " + b"x" * 5_000_000)


def not_utf_8(path: Path) -> None:
    """Write Latin-1."""
    path.write_bytes("project:\n  description: café\n".encode("latin-1"))


def utf_16(path: Path) -> None:
    """Write UTF-16, as Windows may."""
    path.write_bytes("project: {stage: idea}\n".encode("utf-16"))


def nested(path: Path) -> None:
    """Write lists within lists, far beyond what recursion bears."""
    path.write_text("project:\n  uses: " + "[" * 100_000 + "]" * 100_000, encoding="utf-8")


def nested_blocks(path: Path) -> None:
    """Write keys within keys."""
    path.write_text("".join(" " * depth + "a:\n" for depth in range(200)), encoding="utf-8")


def laughs(path: Path) -> None:
    """Write lists of aliases of lists, which would unfold without end."""
    rows = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    path.write_text("\n".join(rows), encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (missing, ":1:1:"),
        (directory, ":1:1:"),
        (five_megabytes, "1_000_000"),
        (not_utf_8, ":2:19:"),
        (utf_16, ":1:1:"),
        (nested, ":2:"),
        (nested_blocks, "40"),
        (laughs, "a0"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_no_profile_is_refused_plainly(
    run: Run, tmp_path: Path, make: Callable[[Path], None], word: str, language: str
) -> None:
    """What cannot be read as text or as YAML gives one line and exit code 1."""
    path = tmp_path / "profile.yaml"
    make(path)
    result = run("match", path, "--lang", language)
    assert_refused(result.exit_code, result.stdout, result.stderr, path)
    assert word in result.stderr


def in_a_process(*arguments: object) -> tuple[int, str, str]:
    """Run the command line as people do, and return exit code, stdout and stderr."""
    command = [sys.executable, "-c", "from matcher.cli import main; main()", *map(str, arguments)]
    env = os.environ | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "300"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_bad_profile_is_refused_in_a_process(tmp_path: Path) -> None:
    """A process of its own ends with exit code 1, and says on stderr only what the test runner saw."""
    path = tmp_path / "profile.yaml"
    path.write_text("enterprise:\n  legal_form: nonproft\n", encoding="utf-8")
    code, out, err = in_a_process("match", path, "--lang", "en")
    assert_refused(code, out, err, path)
    assert "did you mean nonprofit?" in err


def test_the_module_runs() -> None:
    """`python -m matcher.cli` is the command line too."""
    command = [sys.executable, "-m", "matcher.cli", "version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert (done.returncode, bool(done.stdout.strip())) == (0, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_match_as_json_keeps_its_contract(run: Run, profile: Path, language: str) -> None:
    """The document has exactly the keys that other programs count on, with ranks from 1."""
    result = run("match", profile, "--format", "json", "--lang", language, "--as-of", "2026-02-15")
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert {"as_of", "catalogue", "matches"} == set(document)
    assert document["as_of"] == "2026-02-15"
    assert {"programs", "version"} == set(document["catalogue"])
    assert 5 == document["catalogue"]["programs"] == len(document["matches"])
    assert [match["rank"] for match in document["matches"]] == [1, 2, 3, 4, 5]
    keys = {"rank", "program", "name", "family", "verdict", "fit", "parts", "reasons", "near_miss", "window", "advice"}
    for match in document["matches"]:
        assert keys == set(match)
        assert match["verdict"] in {"eligible", "to_confirm", "near_miss", "not_eligible"}
        assert (match["near_miss"] is not None) == (match["verdict"] == "near_miss")
        assert {"state", "opens", "closes", "days_left", "expected", "text"} == set(match["window"])
        assert 1 <= len(match["advice"]) <= 3
        assert pytest.approx(match["fit"]) == sum(match["parts"].values())
        for reason in match["reasons"]:
            assert {"criterion", "truth", "text", "source"} == set(reason)
            assert reason["truth"] in {"true", "false", "unknown"}
            assert reason["source"].startswith("https://example.org/")


def test_a_near_miss_says_the_steps(run: Run, tmp_path: Path) -> None:
    """A near miss carries its sentence, its date and its steps."""
    path = tmp_path / "profile.yaml"
    path.write_text(
        "enterprise: {legal_form: coop, founded: 2025-06-01}\nconfirmations: {project-not-started: true}\n", encoding="utf-8"
    )
    result = run("explain", path, "a-batiment", "--format", "json", "--as-of", "2026-02-15")
    match = json.loads(result.stdout)
    assert match["verdict"] == "near_miss"
    assert {"text", "date", "steps"} == set(match["near_miss"])
    assert match["near_miss"]["date"] == "2027-06-01"
    assert [{"attribute", "to", "date", "text"}] == [set(step) for step in match["near_miss"]["steps"]]


def test_names_follow_the_language(run: Run, profile: Path) -> None:
    """The same programs come in the same order in both languages, with names and reasons in each."""
    french, english = (
        json.loads(run("match", profile, "--format", "json", "--lang", language, "--as-of", "2026-02-15").stdout)["matches"]
        for language in LANGUAGES
    )
    assert [match["program"] for match in french] == [match["program"] for match in english]
    assert [match["program"] for match, other in zip(french, english, strict=True) if match["name"] == other["name"]] == []
    assert [match["program"] for match, other in zip(french, english, strict=True) if match["window"] == other["window"]] == []


@pytest.mark.parametrize(("top", "count"), [(1, 1), (3, 3), (5, 5), (99, 5)])
def test_top_limits(run: Run, profile: Path, top: int, count: int) -> None:
    """`--top` keeps the first programs, and still counts the whole catalogue."""
    document = json.loads(run("match", profile, "--format", "json", "--top", top).stdout)
    assert list(range(1, count + 1)) == [match["rank"] for match in document["matches"]]
    assert document["catalogue"]["programs"] == 5


@pytest.mark.parametrize(
    ("as_of", "state"),
    [("2026-01-01", "upcoming"), ("2026-01-15", "open"), ("2026-03-31", "open"), ("2026-04-01", "between_intakes")],
)
def test_as_of_is_the_day_answered_for(run: Run, profile: Path, as_of: str, state: str) -> None:
    """`--as-of` decides the state of an intake, both of its days included."""
    match = json.loads(run("explain", profile, "a-batiment", "--format", "json", "--as-of", as_of).stdout)
    assert state == match["window"]["state"]


@pytest.mark.parametrize("command", [("match",), ("explain", "a-pret")])
@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("enterprise: {sector: [astrologie quantique]}\n", ["astrologie quantique"]),
        ("enterprise: {municipality: Beloeill}\n", ["Beloeill", "Beloeil"]),
        ("enterprise: {sector: [zzz], municipality: Beloeill}\n", ["zzz", "Beloeill"]),
    ],
)
def test_notes_go_to_stderr(run: Run, tmp_path: Path, command: tuple[str, ...], text: str, notes: list[str]) -> None:
    """What was not understood, or understood otherwise, is said on stderr, and stdout stays one JSON document."""
    path = tmp_path / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    results = [run(command[0], path, *command[1:], "--format", "json", "--lang", language) for language in LANGUAGES]
    for result in results:
        assert result.exit_code == 0
        assert isinstance(json.loads(result.stdout), dict)
        assert [note for note in notes if note not in result.stderr] == []
    assert results[0].stderr != results[1].stderr


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Rang", "Programme", "Prêt solidaire", "a-pret", "Ouvert toute l'année", "5 programmes"]),
        ("en", ["Rank", "Program", "Solidarity loan", "a-pret", "Open all year", "5 programs"]),
    ],
)
def test_match_prints_a_table(run: Run, profile: Path, language: str, words: list[str]) -> None:
    """The table has its headings, its programs and its totals in the language asked for."""
    result = run("match", profile, "--lang", language)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [word for word in words if word not in result.stdout] == [], result.stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Prêt solidaire", "Admissible", "Critère", "respecté", "https://example.org/pret", "Forme juridique"]),
        ("en", ["Solidarity loan", "Eligible", "Criterion", "met", "https://example.org/pret", "Legal form"]),
    ],
)
def test_explain_prints_every_criterion(run: Run, profile: Path, language: str, words: list[str]) -> None:
    """The explanation shows the verdict, each criterion with its answer, and the page it was read on."""
    result = run("explain", profile, "a-pret", "--lang", language)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [word for word in words if word not in result.stdout] == [], result.stdout


@pytest.mark.parametrize(
    ("program_id", "nearest"), [("a-batimnt", "a-batiment"), ("A-PRET", "a-pret"), ("zzzzzz", None), ("", None), ("{x}", None)]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_id_is_refused_with_the_nearest(
    run: Run, profile: Path, program_id: str, nearest: str | None, language: str
) -> None:
    """An id that no program has ends with exit code 1 and one line that proposes the nearest, in both commands that take one."""
    for arguments in (("explain", profile, program_id), ("catalogue", "show", program_id)):
        result = run(*arguments, "--lang", language)
        assert (result.exit_code, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) == 1
        assert program_id in result.stderr
        assert nearest is None or f"{nearest}?" in result.stderr


def test_an_unknown_id_is_no_place_in_a_file(run: Run) -> None:
    """An id given on the command line is not said to stand at a line of a file."""
    assert not re.match(r"\S+:\d+:\d+:", run("catalogue", "show", "a-batimnt").stderr)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_check_counts(run: Run, language: str) -> None:
    """A catalogue without mistake is counted by family."""
    result = run("catalogue", "check", "--lang", language)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith({"fr": "5 programmes", "en": "5 programs"}[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "command", [("catalogue", "check"), ("catalogue", "list"), ("catalogue", "show", "a-pret"), ("match", "profile")]
)
def test_a_broken_catalogue_is_refused(
    run: Run, profile: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], language: str
) -> None:
    """Every command that reads the catalogue says what is broken in it, and prints nothing else."""
    programs = profile.parent / "programs"
    folder = programs / "government"
    folder.mkdir(parents=True)
    (folder / "status-not-allowed.yaml").write_bytes((HERE / "broken/status-not-allowed/status-not-allowed.yaml").read_bytes())
    (programs / "providers.yaml").write_text("{}\n", encoding="utf-8")
    monkeypatch.setattr(catalogue, "default_directory", lambda: programs)
    result = run(*(profile if word == "profile" else word for word in command), "--lang", language)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("programs/government/status-not-allowed.yaml:15:1: status: ")


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ((), ["a-don", "a-batiment", "a-capital", "a-pret", "a-accompagnement"]),
        (("--family", "foundation"), ["a-don"]),
        (("--family", "technical_assistance"), ["a-accompagnement"]),
    ],
)
def test_catalogue_list(run: Run, arguments: tuple[str, ...], ids: list[str]) -> None:
    """The list has all programs or those of one family, as JSON and as a table in both languages."""
    listed = json.loads(run("catalogue", "list", *arguments, "--format", "json").stdout)
    assert ids == [entry["id"] for entry in listed]
    assert [{"id", "name", "family", "status"}] * len(ids) == [set(entry) for entry in listed]
    for language, heading in (("fr", "Identifiant"), ("en", "Type of aid")):
        table = run("catalogue", "list", *arguments, "--lang", language).stdout
        assert heading in table
        assert [program_id for program_id in ids if program_id not in table] == []


@pytest.mark.parametrize("program_id", ["a-don", "a-batiment", "a-capital", "a-pret", "a-accompagnement"])
def test_catalogue_show(run: Run, program_id: str) -> None:
    """A program is shown with its sources, as JSON and as a table in both languages."""
    document = json.loads(run("catalogue", "show", program_id, "--format", "json").stdout)
    assert program_id == document["id"]
    assert {"requires", "excludes", "targets"} == set(document["eligibility"])
    for language in LANGUAGES:
        result = run("catalogue", "show", program_id, "--lang", language)
        assert (result.exit_code, result.stderr) == (0, "")
        assert document["name"][language] in result.stdout
        assert [source["url"] for source in document["sources"] if source["url"] not in result.stdout] == []


def test_catalogue_schema(run: Run) -> None:
    """The schema is one JSON document that names its draft."""
    assert json.loads(run("catalogue", "schema").stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_version(run: Run) -> None:
    """The version is printed alone."""
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", run("version").stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ("mach",),
        ("match",),
        ("match", "PROFILE", "--format", "xml"),
        ("match", "PROFILE", "--lang", "es"),
        ("match", "PROFILE", "--top", "0"),
        ("match", "PROFILE", "--top", "many"),
        ("match", "PROFILE", "--as-of", "2026-02-30"),
        ("match", "PROFILE", "--as-of", "tomorrow"),
        ("match", "PROFILE", "--formt", "json"),
        ("match", "PROFILE", "PROFILE"),
        ("explain", "PROFILE"),
        ("evaluate",),
        ("catalogue", "lst"),
        ("catalogue", "show"),
        ("catalogue", "list", "--family", "governement"),
    ],
    ids=" ".join,
)
def test_wrong_usage(run: Run, profile: Path, arguments: tuple[str, ...]) -> None:
    """A command that does not exist, or an option that cannot be, ends with exit code 2 and says so on stderr."""
    result = run(*(profile if word == "PROFILE" else word for word in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command with its words."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


COMMANDS = list(commands(typer.main.get_command(app)))


def test_the_commands() -> None:
    """The verbs of the command line are those of the documentation."""
    wanted = {
        "match",
        "doctor",
        "explain",
        "evaluate",
        "intake",
        "ask",
        "plan",
        "reverse",
        "batch",
        "watch",
        "feedback",
        "serve",
        "app",
        "version",
    }
    wanted |= {"catalogue", "workspace"}
    keeping = ("check", "list", "show", "schema", "report", "stale", "diff", "fmt", "new", "check-links", "export")
    wanted |= {f"catalogue {verb}" for verb in keeping}
    client_files = (
        "where",
        "check",
        "list",
        "backup",
        "restore",
        "purge",
        "key",
        "export",
        "import",
        "organisation",
        "held",
        "people",
    )
    wanted |= {f"workspace {verb}" for verb in client_files}
    wanted |= {f"workspace people {verb}" for verb in ("list", "add", "change", "export", "erase")}
    assert wanted == {" ".join(path) for path, _ in COMMANDS if path}


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) or "matcher" for path, _ in COMMANDS])
def test_help(run: Run, path: tuple[str, ...], command: Any) -> None:
    """Every command, argument and option says what it is for, and `--help` shows it."""
    assert command.help
    assert [parameter.name for parameter in command.params if not getattr(parameter, "help", None)] == []
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert " ".join(command.help.split()).rstrip(".") in " ".join(result.stdout.split())


# --- A paragraph ----------------------------------------------------------------------------------------------------------


def test_intake_as_json(run: Run) -> None:
    """The document of `intake` has the keys of the contract, and its profile can be read as one."""
    found = json.loads(
        run("intake", "Notre coop de solidarité de Granby veut rénover son toit : 250 000 $.", "--format", "json").stdout
    )
    assert list(found) == ["profile", "found"]
    assert [list(finding) for finding in found["found"]] == [["attribute", "value", "words", "confidence"]] * len(found["found"])
    assert found["profile"]["enterprise"] == {"legal_form": "solidarity_coop", "municipality": "Granby"}
    assert found["profile"]["project"]["total_cost"] == 250_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_intake_for_people(run: Run, language: str) -> None:
    """People see each answer with its words, what is not used, and a profile that can be kept as a file."""
    shown = run("intake", "Nous cherchons 50 000 $ pour notre OBNL de Granby.", "--lang", language).stdout
    assert ("non retenu", "not used")[language == "en"] in shown
    kept = yaml.safe_load(shown[shown.index("enterprise:") :])
    assert kept["enterprise"] == {"legal_form": "nonprofit", "municipality": "Granby"}


def test_intake_of_nothing(run: Run) -> None:
    """An empty paragraph is wrong input, said in one line."""
    result = run("intake", " ")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "donnez un paragraphe" in result.stderr


def test_intake_from_standard_input() -> None:
    """A hyphen reads the paragraph from standard input."""
    command = [sys.executable, "-m", "matcher.cli", "intake", "-", "--format", "json"]
    done = subprocess.run(command, input="Notre OBNL de Rimouski", capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout)["profile"]["enterprise"]["municipality"] == "Rimouski"


# --- The next question ----------------------------------------------------------------------------------------------------


def test_ask_as_json(run: Run, profile: Path) -> None:
    """The question names what to ask and the programs that hinge on it, which are those of the list."""
    told = json.loads(run("ask", profile, "--format", "json", "--as-of", "2026-11-23").stdout)["question"]
    assert set(told) == {"attribute", "confirmation", "text", "why", "programs", "answers"}
    assert (told["attribute"] is None) != (told["confirmation"] is None)
    listed = json.loads(run("match", profile, "--format", "json", "--as-of", "2026-11-23").stdout)["matches"]
    assert set(told["programs"]) <= {match["program"] for match in listed if match["verdict"] == "to_confirm"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_ask_as_text(run: Run, profile: Path, language: str) -> None:
    """The question is printed with its reason, the programs, and what each answer would do."""
    told = json.loads(run("ask", profile, "--format", "json", "--lang", language, "--as-of", "2026-11-23").stdout)["question"]
    shown = run("ask", profile, "--lang", language, "--as-of", "2026-11-23").stdout
    assert told["text"] in shown
    assert all(program in shown for program in told["programs"])
    assert ("Ouvre", "Opens")[language == "en"] in shown


def test_ask_says_when_nothing_is_left(run: Run, tmp_path: Path) -> None:
    """Where every answer is known, no question is made up."""
    path = tmp_path / "known.yaml"
    known = yaml.safe_load(GOOD)
    for _ in range(40):
        path.write_text(yaml.safe_dump(known), encoding="utf-8")
        told = json.loads(run("ask", path, "--format", "json", "--as-of", "2026-11-23").stdout)["question"]
        if told is None:
            break
        if told["confirmation"]:
            known.setdefault("confirmations", {})[told["confirmation"]] = True
        else:
            section = "project" if told["attribute"] in {"stage", "own_contribution", "start"} else "enterprise"
            known[section][told["attribute"]] = told["answers"][0]["value"]
    assert told is None
    assert "No answer would change" in run("ask", path, "--lang", "en", "--as-of", "2026-11-23").stdout


# --- A funding plan -------------------------------------------------------------------------------------------------------


def test_plan_prints_one_document(run: Run, profile: Path) -> None:
    """The JSON is one document, with a plan that adds up whatever the catalogue pays."""
    result = run("plan", profile, "--format", "json", "--lang", "en", "--as-of", "2026-11-23")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["as_of"] == "2026-11-23"
    for plan in document["plans"]:
        missing = plan["shortfall"]["amount"] if plan["shortfall"] else 0
        assert sum(source["amount"] for source in plan["sources"]) + missing == plan["total"] == 60_000


@pytest.mark.parametrize("prefer", ["least-debt", "fewest", "fastest", "most-certain"])
def test_plan_shows_the_preferred_one_first(run: Run, profile: Path, prefer: str) -> None:
    """The first plan is the best at what was asked."""
    document = json.loads(run("plan", profile, "--prefer", prefer, "--format", "json").stdout)
    assert document["plans"][0]["goals"][0] == prefer.replace("-", "_")


@pytest.mark.parametrize(("lang", "said"), [("fr", "Argent encore à trouver"), ("en", "Money still to be found")])
def test_plan_says_what_is_missing(run: Run, profile: Path, lang: str, said: str) -> None:
    """A person reads the sources, the total and what is missing."""
    result = run("plan", profile, "--lang", lang)
    assert result.exit_code == 0
    assert said in result.stdout


def test_plan_needs_a_cost(run: Run, tmp_path: Path) -> None:
    """Without a cost there is nothing to plan: one line says what to add."""
    path = tmp_path / "profile.yaml"
    path.write_text("project: {description: Rénover}\n", encoding="utf-8")
    result = run("plan", path, "--lang", "en")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "does not say what the project costs" in result.stderr
    assert "total_cost" in result.stderr


def test_plan_knows_the_programs_that_answered(run: Run, tmp_path: Path) -> None:
    """A program that the catalogue does not hold is named with the place where it stands."""
    path = tmp_path / "profile.yaml"
    path.write_text("project: {total_cost: 1000, funding: [{program: nowhere, amount: 5}]}\n", encoding="utf-8")
    result = run("plan", path, "--lang", "en")
    assert result.exit_code == 1
    assert "project.funding[0].program" in result.stderr
    assert "nowhere" in result.stderr
