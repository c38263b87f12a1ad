# What the scripts that run tests share: saying, failing, timing steps, and installing Debian's packages. They source it from the root
# of the project.

say() { printf '== %s\n' "$*"; }
fail() {
    printf 'test: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "\`$*\` needs root; run ./test as root, or install sudo"
    fi
}

# The step that runs, since when, and a line for each one before it.
step=""
step_began=0
times=""
note_time() {
    [ -z "$step" ] || times+=$(printf '%6d s  %s' "$((SECONDS - step_began))" "$step")$'\n'
}
begin() {
    note_time
    step=$1
    step_began=$SECONDS
    say "$step"
}
# Prints what each step took, and all of them.
end_steps() {
    note_time
    say "all passed"
    printf '%s%6d s  in all\n' "$times" "$SECONDS"
}

packages=()
need() {
    command -v "$1" >/dev/null || packages+=("$2")
}

# Installs what `need` found missing, and makes sure of Rust.
install_missing() {
    if [ "${#packages[@]}" -eq 0 ]; then
        say "all installed"
    else
        command -v apt-get >/dev/null || fail "missing: ${packages[*]}; they are installed with Debian's apt-get, which is not here"
        say "installing ${packages[*]}"
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${packages[@]}" >/dev/null
    fi
    command -v cargo >/dev/null || fail "cargo is missing; install Rust $(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml) or newer"
}
