#include "mlpipe/run/environment_probe.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace mlpipe;
namespace fs = std::filesystem;

namespace {

// A directory with programs, a virtual environment in `venv`, and an interpreter that counts how often it is
// asked.
class Place {
  public:
    Place() {
        program("python", answering("3.9.1", "site"));
        directory_.write("site/base_package-1.0.dist-info/METADATA", "");
        venv("venv", "3.11.7", "");
    }

    std::string path(const std::string& name) const { return directory_.path() + "/" + name; }
    void write(const std::string& name, const std::string& content) const { directory_.write(name, content); }
    void program(const std::string& name, const std::string& content) const {
        ::chmod(directory_.write("bin/" + name, content).c_str(), 0755);
    }
    // What an interpreter with one directory on its search path would print.
    std::string answering(const std::string& version, const std::string& site) const {
        return "#!/bin/sh\necho asked >> '" + path("asked") + "'\nprintf 'noise\\nmlpipe-environment\\000" +
               version + "\\000" + path("bin/python") + "\\000" + path(site) + "'\n";
    }
    void venv(const std::string& name, const std::string& version, const std::string& more) const {
        write(name + "/pyvenv.cfg", "home = /usr/bin\nversion = " + version + "\n" + more);
        const std::string site =
            name + "/lib/python" + version.substr(0, version.rfind('.')) + "/site-packages/";
        write(site + "numpy-1.26.4.dist-info/RECORD", "");
        write(site + "numpy/__init__.py", "");
        write(site + "Old_Style-2.0-py3.11.egg-info", "");
        fs::create_directories(path(name + "/bin"));
        fs::create_symlink(path("bin/python"), path(name + "/bin/python"));
    }
    std::size_t times_asked() const {
        return fs::exists(path("asked")) ? fs::file_size(path("asked")) / 6 : 0;
    }
    std::optional<InterpreterEnvironment> probe(const std::string& script,
                                                InterpreterProbe::Variables more = {}) {
        more.emplace_back("PATH", path("bin") + ":/usr/bin:/bin");
        Command command;
        command.parts = {script};
        return probe_.probe(command, directory_.path(), more);
    }
    InterpreterProbe& shared() { return probe_; }

  private:
    TemporaryDirectory directory_;
    InterpreterProbe probe_;
};

const std::vector<std::pair<std::string, std::string>> base_packages = {{"base_package", "1.0"}};
const std::vector<std::pair<std::string, std::string>> venv_packages = {{"Old_Style", "2.0"},
                                                                        {"numpy", "1.26.4"}};

}  // namespace

TEST_CASE("an interpreter is asked once for its version and search path") {
    Place place;
    const auto found = place.probe("python train.py");
    REQUIRE(found);
    CHECK(found->interpreter == place.path("bin/python"));
    CHECK(found->version == "3.9.1");
    CHECK(found->packages == base_packages);
    place.probe("python other.py");
    place.probe("exec python third.py > log");
    CHECK(place.times_asked() == 1);
    place.probe("python train.py", {{"PYTHONPATH", "/elsewhere"}});
    CHECK(place.times_asked() == 2);
}

TEST_CASE("a virtual environment is read without starting it") {
    Place place;
    const auto found = place.probe("venv/bin/python train.py");
    REQUIRE(found);
    CHECK(found->version == "3.11.7");
    CHECK(found->interpreter == place.path("bin/python"));
    CHECK(found->packages == venv_packages);
    CHECK(place.times_asked() == 0);
}

TEST_CASE("packages that a stage installs are seen afterwards") {
    Place place;
    CHECK(place.probe("venv/bin/python a.py")->packages.size() == 2);
    place.write("venv/lib/python3.11/site-packages/torch-2.1.0+cpu.dist-info/RECORD", "");
    const auto found = place.probe("venv/bin/python a.py");
    REQUIRE(found->packages.size() == 3);
    CHECK(found->packages[2] == std::pair<std::string, std::string>("torch", "2.1.0+cpu"));
    CHECK(place.probe("python a.py")->packages.size() == 1);
    place.write("site/late-1.dist-info/RECORD", "");
    CHECK(place.probe("python a.py")->packages.size() == 2);
    CHECK(place.times_asked() == 1);
}

TEST_CASE("a virtual environment that sees its base, or says too little, is asked") {
    Place place;
    place.venv("open", "3.11.7", "include-system-site-packages = true\n");
    CHECK(place.probe("open/bin/python a.py")->version == "3.9.1");
    place.venv("closed", "3.11.7", "include-system-site-packages = false\n");
    CHECK(place.probe("closed/bin/python a.py")->version == "3.11.7");
    place.write("bare/pyvenv.cfg", "home = /usr/bin\n");
    fs::create_directories(place.path("bare/bin"));
    fs::create_symlink(place.path("bin/python"), place.path("bare/bin/python"));
    CHECK(place.probe("bare/bin/python a.py")->version == "3.9.1");
    place.venv("other", "3.12.1.final.0", "");
    fs::rename(place.path("other/lib/python3.12.1.final"), place.path("other/lib/python3.12"));
    place.write("other/pyvenv.cfg", "version_info = 3.12.1.final.0\n");
    CHECK(place.probe("other/bin/python a.py")->version == "3.12.1");
}

TEST_CASE("the interpreter is found behind what stands before it") {
    Place place;
    const char* script = GENERATE("venv/bin/python a.py",                                //
                                  "SEED=1 OTHER='x y' venv/bin/python a.py",             //
                                  "env SEED=1 venv/bin/python a.py",                     //
                                  "time exec ./venv/bin/python -u a.py",                 //
                                  "set -e\nmkdir -p out\nvenv/bin/python a.py",          //
                                  "cd venv/bin && ./python ../../a.py",                  //
                                  "# python\necho python; venv/bin/python a.py",         //
                                  ". venv/bin/activate && python a.py",                  //
                                  "source ./venv/bin/activate\npython a.py",             //
                                  "PY=venv/bin/python\n\"$PY\" a.py",                    //
                                  "export PATH=\"$HERE/venv/bin:$PATH\"; python a.py",   //
                                  "PATH=${HERE}/venv/bin:$PATH python a.py",             //
                                  "if test -f a; then venv/bin/python a.py; fi",         //
                                  "(venv/bin/python a.py) 2>&1 | tee log",               //
                                  "echo \"a; python b\" > log && venv/bin/python a.py",  //
                                  "venv\\\n/bin/python a.py",                            //
                                  "'venv/bin/python' a.py");
    CAPTURE(script);
    const auto found = place.probe(script, {{"HERE", place.path("")}});
    REQUIRE(found);
    CHECK(found->version == "3.11.7");
}

TEST_CASE("commands without an interpreter, or too clever to read, have none") {
    Place place;
    const char* script =
        GENERATE("echo python", "", "   ", "absent/bin/python a.py", "$(which python) a.py", "`x` a",
                 "mypython a.py", "pythonic a.py", "'unclosed python", "\"", "$", "${", "\\",
                 "uv run --with x python a.py", "cat < python", "cd /nowhere && ./python a.py");
    CAPTURE(script);
    CHECK_FALSE(place.probe(script));
    CHECK(place.times_asked() == 0);
}

TEST_CASE("what the shell does itself is no program of the PATH") {
    Place place;
    place.program("test", "#!" + place.path("bin/python") + "\n");
    place.program("check", "#!" + place.path("bin/python") + "\n");
    CHECK_FALSE(place.probe("test -e a && echo there"));
    CHECK(place.probe("check -e a && echo there"));
    CHECK(place.probe("test -e a && python a.py"));
}

TEST_CASE("names of interpreters") {
    Place place;
    for (const char* name : {"python3", "python3.11", "python3.13t", "pypy3"}) {
        CAPTURE(name);
        place.program(name, place.answering("3.9.1", "site"));
        CHECK(place.probe(std::string(name) + " a.py"));
    }
}

TEST_CASE("a script says in its first line who runs it") {
    Place place;
    place.program("papermill", "#!" + place.path("venv/bin/python") + "\nimport sys\n");
    CHECK(place.probe("papermill a.ipynb")->version == "3.11.7");
    place.write("train.py", "#!/usr/bin/env -S python -u\n");
    ::chmod(place.path("train.py").c_str(), 0755);
    CHECK(place.probe("./train.py")->version == "3.9.1");
    place.program("tool", "#!/bin/sh\npython x\n");
    CHECK_FALSE(place.probe("tool"));
    place.program("empty", "");
    CHECK_FALSE(place.probe("empty"));
}

TEST_CASE("project runners use the environment of the project") {
    Place place;
    CHECK_FALSE(place.probe("uv run python a.py"));
    CHECK(place.probe("poetry run python a.py", {{"VIRTUAL_ENV", place.path("venv")}})->version == "3.11.7");
    CHECK(place.probe("uv run a.py", {{"UV_PROJECT_ENVIRONMENT", "venv"}})->version == "3.11.7");
    place.venv(".venv", "3.12.4", "");
    CHECK(place.probe("uv run a.py")->version == "3.12.4");
    CHECK(place.probe("cd site && uv run python a.py")->version == "3.12.4");
}

TEST_CASE("an interpreter that fails or prints something else is not described, and asked once") {
    Place place;
    place.program("python", "#!/bin/sh\necho asked >> '" + place.path("asked") + "'\nexit 1\n");
    CHECK_FALSE(place.probe("python a.py"));
    CHECK_FALSE(place.probe("python b.py"));
    CHECK(place.times_asked() == 1);
    place.program("python3", "#!/bin/sh\necho Python 3\n");
    CHECK_FALSE(place.probe("python3 a.py"));
}

TEST_CASE("a replaced interpreter is asked again") {
    Place place;
    CHECK(place.probe("python a.py")->version == "3.9.1");
    fs::remove(place.path("bin/python"));
    place.program("python", place.answering("3.10.12", "site"));
    CHECK(place.probe("python a.py")->version == "3.10.12");
}

TEST_CASE("package names as installers write them") {
    Place place;
    for (const char* name :
         {"zope.interface-5.4.0.dist-info", "Foo_Bar-1.0.post1.dist-info", "linked.egg-info",
          "odd-1.0-py3.11-linux-x86_64.egg", "~umpy-1.0.dist-info", "-x.dist-info", ".dist-info",
          "BASE.package-9.dist-info", "caf\xe9-1.dist-info", "py-spy-0.3.dist-info"})
        place.write("site/" + std::string(name) + "/RECORD", "");
    CHECK(place.probe("python a.py")->packages ==
          std::vector<std::pair<std::string, std::string>>{{"BASE.package", "9"},
                                                           {"Foo_Bar", "1.0.post1"},
                                                           {"caf\xe9", "1"},
                                                           {"linked", ""},
                                                           {"py-spy", "0.3"},
                                                           {"zope.interface", "5.4.0"}});
}

TEST_CASE("many threads get the same answer and ask once") {
    Place place;
    std::vector<std::thread> threads;
    std::vector<std::size_t> counts(8);
    for (std::size_t i = 0; i < counts.size(); ++i)
        threads.emplace_back([&, i] {
            for (int round = 0; round < 20; ++round)
                counts[i] += place.probe(round % 2 ? "python a.py" : "venv/bin/python a.py")->packages.size();
        });
    for (auto& thread : threads) thread.join();
    for (const auto count : counts) CHECK(count == 30);
    CHECK(place.times_asked() == 1);
}

TEST_CASE("the Python of this machine, where there is one") {
    TemporaryDirectory directory;
    const char* path = ::getenv("PATH");
    const char* home = ::getenv("HOME");
    InterpreterProbe probe;
    Command command;
    command.parts = {"python3 -c pass"};
    const InterpreterProbe::Variables variables = {{"PATH", path ? path : ""}, {"HOME", home ? home : ""}};
    const auto begin = std::chrono::steady_clock::now();
    const auto found = probe.probe(command, directory.path(), variables);
    const auto first = std::chrono::steady_clock::now();
    if (!found) return;
    CHECK(fs::is_regular_file(found->interpreter));
    CHECK(found->version.starts_with("3."));
    for (int i = 0; i < 100; ++i) probe.probe(command, directory.path(), variables);
    const auto end = std::chrono::steady_clock::now();
    const std::chrono::duration<double, std::milli> asked = first - begin, known = (end - first) / 100;
    CHECK(known < asked);
    if (::getenv("MLPIPE_TEST_TIMINGS"))
        WARN("first " << asked.count() << " ms, later " << known.count() << " ms, " << found->packages.size()
                      << " packages");
}

TEST_CASE("the machine is described from what the system tells") {
    TemporaryDirectory root;
    root.write("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
    root.write("proc/cpuinfo", "processor\t: 0\nmodel name\t: A CPU @ 2.00GHz\n\nmodel name\t: Another\n");
    root.write("proc/meminfo", "MemTotal:       16323456 kB\nMemFree:   1 kB\n");
    root.write("proc/driver/nvidia/gpus/0000:65:00.0/information", "Model: \t\t NVIDIA A100\nIRQ: 1\n");
    root.write("proc/driver/nvidia/gpus/0000:17:00.0/information", "Model: \t\t NVIDIA H100\n");
    root.write("proc/driver/nvidia/gpus/broken/other", "");
    const auto machine = probe_machine(posix_file_system(), root.path());
    CHECK(machine.os == "Debian GNU/Linux 12 (bookworm)");
    CHECK(machine.cpu == "A CPU @ 2.00GHz");
    CHECK(machine.memory == 16323456ull * 1024);
    CHECK(machine.gpus == std::vector<std::string>{"NVIDIA H100", "NVIDIA A100"});
    CHECK(machine.cpus >= 1);
    CHECK_THAT(machine.kernel, ContainsSubstring("Linux "));
}

TEST_CASE("a machine that tells nothing is described all the same") {
    TemporaryDirectory root;
    const auto machine = probe_machine(posix_file_system(), root.path());
    CHECK(machine.os.empty());
    CHECK_FALSE(machine.cpu.empty());  // at least its architecture
    CHECK(machine.memory == 0);
    CHECK(machine.gpus.empty());
}
