//! Tests against programs that are not ours. `./test` installs what they need and runs them.
