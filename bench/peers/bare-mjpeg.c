/* The least that serving MJPEG can cost: pictures from a file, at a fixed rate, to whoever connects.
 * One write per picture and viewer; a viewer that has not taken the last picture loses the next one.
 * Usage: bare-mjpeg PORT RATE FILE, where FILE is pictures, each after its length in 4 bytes, little-endian. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MOST_VIEWERS = 8192, MOST_PICTURES = 4096, HEAD_ROOM = 256 };

struct part {
  char *bytes;
  size_t size;
  int users;
};

struct viewer {
  int socket;
  int watches;
  struct part *part;
  size_t sent;
};

static struct viewer viewers[MOST_VIEWERS];
static int viewer_count;
static char *pictures[MOST_PICTURES];
static uint32_t lengths[MOST_PICTURES];
static int picture_count;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void load(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) die(path);
  while (picture_count < MOST_PICTURES && fread(&lengths[picture_count], 4, 1, file) == 1) {
    pictures[picture_count] = malloc(lengths[picture_count]);
    if (fread(pictures[picture_count], lengths[picture_count], 1, file) != 1) die("a picture is cut off");
    picture_count++;
  }
  fclose(file);
  if (picture_count == 0) die("no picture");
}

static void release(struct part *part) {
  if (part && --part->users == 0) {
    free(part->bytes);
    free(part);
  }
}

static struct part *next_part(void) {
  static int turn;
  int n = turn++ % picture_count;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  struct part *part = malloc(sizeof *part);
  part->bytes = malloc(HEAD_ROOM + lengths[n]);
  part->size = snprintf(part->bytes, HEAD_ROOM,
                        "--bare\r\nContent-Type: image/jpeg\r\nContent-Length: %u\r\nX-Timestamp: %lld.%06ld\r\n\r\n",
                        lengths[n], (long long)now.tv_sec, now.tv_nsec / 1000);
  memcpy(part->bytes + part->size, pictures[n], lengths[n]);
  part->size += lengths[n];
  memcpy(part->bytes + part->size, "\r\n", 2);
  part->size += 2;
  part->users = 1;
  return part;
}

static void leave(struct viewer *viewer) {
  close(viewer->socket);
  release(viewer->part);
  viewer->part = NULL;
  viewer->socket = -1;
  viewer->watches = 0;
}

static void push(struct viewer *viewer) {
  struct part *part = viewer->part;
  ssize_t sent = write(viewer->socket, part->bytes + viewer->sent, part->size - viewer->sent);
  if (sent < 0 && errno != EAGAIN) return leave(viewer);
  if (sent > 0) viewer->sent += sent;
  if (viewer->sent == part->size) {
    release(part);
    viewer->part = NULL;
  }
}

static void show(struct part *part) {
  for (int n = 0; n < viewer_count; n++) {
    struct viewer *viewer = &viewers[n];
    if (!viewer->watches || viewer->part) continue;
    viewer->part = part;
    viewer->sent = 0;
    part->users++;
    push(viewer);
  }
  release(part);
}

static void greet(int poll, int listener) {
  int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0) return;
  int n = 0;
  while (n < viewer_count && viewers[n].socket >= 0) n++;
  if (n == MOST_VIEWERS) {
    close(socket);
    return;
  }
  if (n == viewer_count) viewer_count++;
  int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  viewers[n] = (struct viewer){.socket = socket};
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &viewers[n]};
  if (epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event) < 0) die("epoll_ctl");
}

static void hear(struct viewer *viewer) {
  static const char answer[] = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=bare\r\n\r\n";
  char request[4096];
  ssize_t got = read(viewer->socket, request, sizeof request);
  if (got == 0 || (got < 0 && errno != EAGAIN)) return leave(viewer);
  if (got > 0 && !viewer->watches) {
    if (write(viewer->socket, answer, sizeof answer - 1) != sizeof answer - 1) return leave(viewer);
    viewer->watches = 1;
  }
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: %s PORT RATE FILE\n", argv[0]);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  load(argv[3]);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  if (listen(listener, 1024) < 0) die("listen");
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  long period = 1000000000L / atoi(argv[2]);
  struct timespec beat = {.tv_sec = period / 1000000000L, .tv_nsec = period % 1000000000L};
  timerfd_settime(timer, 0, &(struct itimerspec){.it_interval = beat, .it_value = beat}, NULL);
  int poll = epoll_create1(EPOLL_CLOEXEC);
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.ptr = &listener});
  epoll_ctl(poll, EPOLL_CTL_ADD, timer, &(struct epoll_event){.events = EPOLLIN, .data.ptr = &timer});
  for (;;) {
    struct epoll_event events[256];
    int count = epoll_wait(poll, events, 256, -1);
    for (int n = 0; n < count; n++) {
      uint64_t beats;
      struct viewer *viewer = events[n].data.ptr;
      if (events[n].data.ptr == &listener) {
        greet(poll, listener);
      } else if (events[n].data.ptr == &timer) {
        if (read(timer, &beats, sizeof beats) == sizeof beats) show(next_part());
      } else {
        if (events[n].events & EPOLLIN) hear(viewer);
        if (events[n].events & EPOLLOUT && viewer->part) push(viewer);
      }
    }
  }
}
