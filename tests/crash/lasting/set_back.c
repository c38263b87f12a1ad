/* Loaded into a hub (LD_PRELOAD), sets its clock back by as many seconds as the file CLOCK_BACK holds, at this moment. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile long *back;

__attribute__((constructor)) static void open_file(void) {
    const char *path = getenv("CLOCK_BACK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *seen = mmap(NULL, sizeof *back, PROT_READ, MAP_SHARED, file, 0);
        back = seen == MAP_FAILED ? NULL : seen;
        close(file);
    }
}

/* The monotonic clock goes on, as it does where somebody sets a machine's clock. */
int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (!failed && clock == CLOCK_REALTIME && back)
        now->tv_sec -= *back;
    return failed;
}
