// Carries libtorch's pkg-config flags only: its headers are C++ and are included by CGimbal's sources, never by Swift.
