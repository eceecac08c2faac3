#!/usr/bin/env python3
"""The recipes of the README run, each with its tool, on the graph of the sample documents.

    python3 tests/recipes.py PATH_TO_DIPLOGRAPH

A recipe whose tool is not there (jq, make, Rscript) is named and left out; pandas and rdflib are installed into a throw-away
virtual environment, the only step that needs the network.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["pandas>=2", "rdflib>=7.1,<8"]
TOOLS = {"bash": "jq", "r": "Rscript", "make": "make", "crontab": "sh", "python": "python3"}


def recipes():
    """The code blocks of the section: language and text."""
    section = (ROOT / "README.md").read_text().split("## Recipes")[1].split("\n## ")[0]
    return re.findall(r"```(bash|python|r|make|crontab)\n(.*?)```", section, re.S)


def command(language, text, python):
    """How a recipe is run in the working folder."""
    if language == "python":
        return [python, "-c", text]
    if language == "r":
        return ["Rscript", "-e", text]
    if language == "make":
        Path("Makefile").write_text(text)
        return ["make", "report.csv"]
    if language == "crontab":
        # The schedule is cron's; the rest is for the shell, in which cron gives a % its meaning back.
        text = text.split("  ", 1)[1].replace("\\%", "%").replace("/srv/press", ".")
    return ["bash", "-eo", "pipefail", "-c", text]


def settled():
    """A file that is newer and says the same: make builds once more, and then has nothing to do."""
    if not shutil.which("make"):
        return
    Path("press/wire.txt").touch()
    subprocess.run(["make", "report.csv"], check=True, capture_output=True)
    if subprocess.run(["make", "-q", "report.csv"]).returncode:
        sys.exit("make: builds again and again")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as work:
        tools = Path(work) / "venv"
        venv.create(tools, with_pip=True)
        python = str(tools / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
        os.symlink(program, tools / "bin" / "diplograph")
        os.environ["PATH"] = f"{tools / 'bin'}:{os.environ['PATH']}"
        os.chdir(work)
        for folder in ("press", "incoming"):
            shutil.copytree(ROOT / "tests" / "corpus", folder)
        subprocess.run(["diplograph", "build", "press", "--store", "kg", "--quiet"], check=True)
        found = recipes()
        for language, text in found:
            tool = TOOLS[language]
            if not shutil.which(tool):
                print(f"{language}: left out, {tool} is not there")
                continue
            # Facts of the samples are older than yesterday: finding nothing is an answer as well.
            done = subprocess.run(command(language, text, python), capture_output=True, text=True)
            if done.returncode not in ((0, 1) if language == "crontab" else (0,)):
                sys.exit(f"{language}: exit {done.returncode}\n{text}\n{done.stderr}")
            if language in ("bash", "python", "r") and not done.stdout.strip():
                sys.exit(f"{language}: prints nothing\n{text}")
            print(f"{language}: runs")
        for name in ("figures.csv", "report.csv"):
            if not Path(name).exists():
                sys.exit(f"{name} has not been written")
        if list(Path(".").glob("2*.csv")):
            sys.exit("a file of a day on which nothing was said has been written")
        settled()
        if {language for language, _ in found} != set(TOOLS):
            sys.exit("a language has no recipe")


if __name__ == "__main__":
    main()
