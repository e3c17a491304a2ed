# 所有命令一览:make help / all commands: make help
# Needs nothing but make, a POSIX shell and Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Only what is given on the command line counts: HOST and PORT may stand in anyone's environment.
given = $(if $(filter command,$(origin $(1))),$(2) '$(subst ','\'',$($(1)))')
SERVE_OPTIONS = $(call given,LIBRARY,--library) $(call given,HOST,--host) $(call given,PORT,--port) \
	$(call given,ROOT_PATH,--root-path)

# One line that moves while pip works; pip's own words go to .venv/pip.log and are shown when it fails.
# $(1): what to install, $(2): the words for it
define install
	@printf '%s\n' '正在安装$(2):首次约下载 0.5 GB,若取到带 CUDA 的 torch 约 4 GB(见 README)… / installing'
	@{ $(BIN)/python -m pip --disable-pip-version-check --no-input install -c constraints.txt -e $(1) \
		2>$(VENV)/pip.errors; echo $$? >$(VENV)/pip.status; } | { n=0; : >$(VENV)/pip.log; \
		while IFS= read -r line; do printf '%s\n' "$$line" >>$(VENV)/pip.log; set -- $$line; \
		case "$$line" in \
		Collecting*|Processing*|"Requirement already"*) n=$$((n+1)); what="$$n $$2"; [ "$$1" = Collecting ] || what=$$n;; \
		*Downloading*|*"Using cached"*) what="$$n $$line";; \
		Installing*) what="$$n 解压安装 / unpacking";; \
		*) continue;; esac; \
		if [ -t 1 ]; then printf '\r\033[K  %.90s' "$$what"; \
		else case "$$line" in Installing*|*Downloading*\ [GM]B\)*) printf '  %s\n' "$$what";; esac; fi; done; \
		[ ! -t 1 ] || printf '\r\033[K'; }
	@if [ "$$(cat $(VENV)/pip.status)" != 0 ]; then cat $(VENV)/pip.errors >&2; \
		echo '安装失败,原因见上;全部记录在 $(VENV)/pip.log。检查网络或 pip 的软件源后再试即可继续。' >&2; \
		echo 'Installing failed for the reason above (log: $(VENV)/pip.log). Check the network or the index pip uses; then run it again.' >&2; \
		exit 1; fi
endef

.DEFAULT_GOAL := help
.PHONY: help setup run test lint check fix bench evaluate screenshots audit clean
.NOTPARALLEL:

help: ## 列出这些命令 / list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.dev ## 准备开发环境 .venv / prepare .venv for development
	@echo '$(VENV) 已就绪 / ready'

run: $(VENV)/.run ## 安装并启动:make run PORT=8080 LIBRARY=… HOST=… ROOT_PATH=/x / install and serve
	@$(BIN)/youju serve $(SERVE_OPTIONS)

# Bytecode is kept even where the environment forbids it: the tests start hundreds of processes.
test: $(VENV)/.dev ## 全部测试(含浏览器) / all tests, browser included
	@chromium="$$($(BIN)/python scripts/ensure_browser.py)" && \
		PYTHONDONTWRITEBYTECODE= YOUJU_CHROMIUM="$$chromium" $(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

lint: $(VENV)/.dev ## 格式、规范、类型、分层、密钥 / format, lint, types, layers, secrets
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/find_secrets.py

check: lint ## lint 与快速测试 / lint and the fast tests
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m 'not slow' $(ARGS)

fix: $(VENV)/.dev ## 自动改格式与规范 / repair format and lint
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/ruff check .

bench: $(VENV)/.dev ## 测速度与内存 / measure speed and memory
	@$(BIN)/youju bench

evaluate: $(VENV)/.run ## 测回答质量:SUITE=… 只测一套 / measure the quality of answers
	@$(BIN)/youju evaluate $(call given,SUITE,--suite)

audit: $(VENV)/.dev ## 依赖有无已知漏洞(要联网) / known faults of the dependencies (needs the network)
	@$(BIN)/pip-audit --requirement constraints.txt --disable-pip --no-deps --strict --progress-spinner off

screenshots: $(VENV)/.dev ## 为每个画面截图到 docs/images / take the pictures of docs/images
	@chromium="$$($(BIN)/python scripts/ensure_browser.py)" || exit 1; \
	YOUJU_CHROMIUM="$$chromium" $(BIN)/python scripts/screenshots.py build/screenshots --publish docs/images && \
	cp docs/images/answer-wide-light.png docs/images/answer.png

clean: ## 删除缓存与构建产物,保留 .venv / remove caches and build products, keep .venv
	@rm -rf build dist ./*.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache .coverage htmlcov
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# Newer than what they were made from: a second start goes straight on. The development set holds the other.
$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/pip
	$(call install,'.[dev]',有据及开发工具)
	@touch $(VENV)/.run $@

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/pip
	$(call install,.,有据)
	@touch $@

$(BIN)/pip:
	@command -v '$(PYTHON)' >/dev/null || { \
		echo '找不到 $(PYTHON)。请安装 Python 3.11 或更新版本,或用 make PYTHON=路径 指明。' >&2; \
		echo '$(PYTHON) is missing. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3.' >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "需要 Python 3.11 或更新版本,现为 $$('$(PYTHON)' --version 2>&1)。可用 make PYTHON=路径 另指一个。" >&2; \
		echo 'Python 3.11 or newer is needed. Name another one: make PYTHON=/path/to/python3.11.' >&2; exit 1; }
	@'$(PYTHON)' -c 'import venv, ensurepip' 2>/dev/null || { \
		echo '此 Python 缺少 venv 模块。Debian/Ubuntu 请先运行:apt-get install python3-venv' >&2; \
		echo 'This Python lacks its venv module. On Debian/Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@'$(PYTHON)' -m venv $(VENV) || { \
		echo '无法建立 $(VENV)。请删除该文件夹后再试。 / $(VENV) could not be made: delete the folder, then try again.' >&2; exit 1; }
