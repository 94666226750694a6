/* Lets one system call on chosen files fail, as a full or broken disk does: preloaded with
 * LD_PRELOAD into a build and all its processes, which count their calls together.
 *
 * FAILING_DISK_STATE  a file, shared by all processes: what is called "struct state" below
 * FAILING_DISK_LOG    a file for a line on each call that counts; may be missing
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct state {
    atomic_int count; /* calls so far */
    int fail_at;      /* number of the call that fails; 0 for none */
    int error;        /* errno then */
    int lasting;      /* whether those after it fail as well, if they need room */
    char under[4096]; /* folders whose files count, separated by colons */
};

static struct state *state;
static int log_fd = -1;

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int real_open(const char *path, int flags, int mode)
{
    REAL(open);
    return real(path, flags, mode);
}

static ssize_t real_write(int fd, const void *data, size_t size)
{
    REAL(write);
    return real(fd, data, size);
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("FAILING_DISK_STATE");
    if (!path) return;
    int fd = real_open(path, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0) return;
    void *shared = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared != MAP_FAILED) state = shared;
    const char *log = getenv("FAILING_DISK_LOG");
    if (log) log_fd = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int counts(const char *path)
{
    for (const char *at = state->under; *at;) {
        size_t size = strcspn(at, ":");
        if (size && !strncmp(path, at, size) && (path[size] == '/' || !path[size])) return 1;
        at += size + (at[size] == ':');
    }
    return 0;
}

/* Whether this call fails: errno is set then. A relative path is read from the current folder. */
static int fails(const char *call, const char *path, int needs_room)
{
    char whole[PATH_MAX * 2];
    if (!state || !path) return 0;
    if (*path != '/') {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, sizeof whole, "%s/%s", here, path);
        path = whole;
    }
    if (!counts(path)) return 0;
    int number = atomic_fetch_add(&state->count, 1) + 1;
    int hit = state->fail_at && (number == state->fail_at ||
                                 (state->lasting && needs_room && number > state->fail_at));
    if (log_fd >= 0) {
        char line[PATH_MAX * 2];
        int size = snprintf(line, sizeof line, "%d %s%s %s\n", number, call, hit ? "!" : "", path);
        real_write(log_fd, line, size < (int)sizeof line ? size : (int)sizeof line);
    }
    if (hit) errno = state->error;
    return hit;
}

static int fails_at(const char *call, int folder, const char *path, int needs_room)
{
    char link[64], place[PATH_MAX], whole[PATH_MAX * 2];
    if (!state || !path) return 0;
    if (*path == '/' || folder == AT_FDCWD) return fails(call, path, needs_room);
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t size = readlink(link, place, sizeof place - 1);
    if (size < 0) return 0;
    place[size] = 0;
    snprintf(whole, sizeof whole, "%s/%s", place, path);
    return fails(call, whole, needs_room);
}

static int fails_fd(const char *call, int fd, int needs_room)
{
    char link[64], path[PATH_MAX];
    if (!state) return 0;
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    errno = before;
    if (size < 0 || *path != '/') return 0;
    path[size] = 0;
    return fails(call, path, needs_room);
}

#define WRITES(flags) ((flags) & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))
#define MODE(flags, mode) \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, int); \
        va_end(more); \
    }

int open(const char *path, int flags, ...)
{
    int mode = 0;
    MODE(flags, mode)
    if (WRITES(flags) && fails("open", path, flags & O_CREAT)) return -1;
    return real_open(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    int mode = 0;
    MODE(flags, mode)
    REAL(open64);
    if (WRITES(flags) && fails("open", path, flags & O_CREAT)) return -1;
    return real(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    int mode = 0;
    MODE(flags, mode)
    REAL(openat);
    if (WRITES(flags) && fails_at("open", folder, path, flags & O_CREAT)) return -1;
    return real(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    int mode = 0;
    MODE(flags, mode)
    REAL(openat64);
    if (WRITES(flags) && fails_at("open", folder, path, flags & O_CREAT)) return -1;
    return real(folder, path, flags, mode);
}

ssize_t write(int fd, const void *data, size_t size)
{
    if (fails_fd("write", fd, 1)) return -1;
    return real_write(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    REAL(pwrite64);
    if (fails_fd("write", fd, 1)) return -1;
    return real(fd, data, size, at);
}

ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags)
{
    REAL(copy_file_range);
    if (fails_fd("write", to, 1)) return -1;
    return real(from, a, to, b, size, flags);
}

int fsync(int fd)
{
    REAL(fsync);
    return fails_fd("fsync", fd, 0) ? -1 : real(fd);
}

int ftruncate64(int fd, off64_t size)
{
    REAL(ftruncate64);
    return fails_fd("truncate", fd, 1) ? -1 : real(fd, size);
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    return fails("rename", to, 1) ? -1 : real(from, to);
}

int renameat(int a, const char *from, int b, const char *to)
{
    REAL(renameat);
    return fails_at("rename", b, to, 1) ? -1 : real(a, from, b, to);
}

int unlink(const char *path)
{
    REAL(unlink);
    return fails("unlink", path, 0) ? -1 : real(path);
}

int unlinkat(int folder, const char *path, int flags)
{
    REAL(unlinkat);
    return fails_at("unlink", folder, path, 0) ? -1 : real(folder, path, flags);
}

int rmdir(const char *path)
{
    REAL(rmdir);
    return fails("rmdir", path, 0) ? -1 : real(path);
}

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    return fails("mkdir", path, 1) ? -1 : real(path, mode);
}

int mkdirat(int folder, const char *path, mode_t mode)
{
    REAL(mkdirat);
    return fails_at("mkdir", folder, path, 1) ? -1 : real(folder, path, mode);
}
