# shellcheck shell=bash
# Sourced by the scripts that run something of src/e2e, behind env.sh: builds what they run, and runs it.
# With UNDERSTUDY_BUILT=true nothing is built: whoever sets it has built all modules as they are (mvn package).

# Maven 3 and netty use an internal of Java that newer ones warn of; nobody here can change that.
java_options=()
if [[ "$(jdk_major "$JAVA_HOME")" -ge 23 ]]; then
  java_options+=(--sun-misc-unsafe-memory-access=allow)
  export MAVEN_OPTS="${MAVEN_OPTS:-} ${java_options[*]}"
fi
readonly classpath_file=src/e2e/target/demo.classpath

# build MODULES: with what they need.
build() {
  local output
  if [[ "${UNDERSTUDY_BUILT:-false}" == true ]]; then
    [[ -f "$classpath_file" ]] || die "UNDERSTUDY_BUILT says that all is built, but $classpath_file is not there:\
 run this without it, or build with: mvn -DskipTests package"
    return 0
  fi
  printf 'building (the first time takes a few minutes) ...\n'
  if ! output="$(mvn -B -q -ntp -Dmaven.test.skip=true package -pl "$1" -am 2>&1)"; then
    printf '%s\n' "$output" >&2
    die "the build failed: see above what is wrong, or run scripts/test for all of it"
  fi
}

# run_java MAIN ARGUMENTS...: in place of this script.
run_java() {
  exec java "${java_options[@]}" -cp "src/e2e/target/classes:$(<"$classpath_file")" "$@"
}
