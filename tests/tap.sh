# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Test points in the Test Anything Protocol, for tests that are shell scripts.

points=0
failures=0

# point NAME CMD...: a test point that passes if CMD does. What CMD prints is shown where it fails.
point() {
  local name=$1 output
  shift
  points=$((points + 1))
  if output=$("$@" 2>&1); then
    echo "ok $points $name"
  else
    echo "not ok $points $name"
    # shellcheck disable=SC2001
    sed 's/^/#   /' <<<"$output"
    failures=$((failures + 1))
  fi
}

# The opposite of CMD...
no() {
  ! "$@"
}

# within SECONDS CMD...: whether CMD passes before the time is up, tried again and again.
within() {
  local end=$((SECONDS + $1 + 1)) output
  shift
  until output=$("$@" 2>&1); do
    if [ $SECONDS -ge $end ]; then
      echo "$output"
      return 1
    fi
    sleep 0.2
  done
}

# Ends the test where what comes next would only wait for what cannot come any more.
give_up_if_failed() {
  [ $failures = 0 ] || {
    echo "Bail out! What follows depends on this."
    exit 1
  }
}

# Ends the test with its plan, and fails if a point did.
finish() {
  echo "1..$points"
  [ $failures = 0 ]
}
