/*
 * The floor of the streams benchmark: as much RTSP as a viewer needs, and one write per picture and viewer of RTP that
 * lies ready in a file.
 *
 *   bare-rtsp PORT FILE RATE SDP-PARAMETERS
 *
 * FILE has pictures, each after its length in 4 bytes (little-endian) and a byte that is 1 for a key frame.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { MOST_VIEWERS = 8192, MOST_PICTURES = 100000, REQUEST = 4096 };

struct viewer {
  int fd, plays, waits, used;
  char request[REQUEST];
};

static struct viewer *viewers[MOST_VIEWERS];
static int count, epoll;
static const char *parameters;

static void die(const char *words) {
  perror(words);
  exit(1);
}

static void leave(struct viewer *viewer) {
  close(viewer->fd);
  for (int n = 0; n < count; n++)
    if (viewers[n] == viewer) viewers[n] = viewers[--count];
  free(viewer);
}

static void reply(struct viewer *viewer, const char *request) {
  char text[2048], sdp[1024] = "";
  const char *cseq = strcasestr(request, "CSeq:");
  const char *more = "";
  if (strncmp(request, "DESCRIBE", 8) == 0) {
    snprintf(sdp, sizeof sdp, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=bare\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
                              "a=rtpmap:96 H264/90000\r\na=fmtp:96 %s\r\na=control:trackID=1\r\n", parameters);
    more = "Content-Type: application/sdp\r\n";
  } else if (strncmp(request, "SETUP", 5) == 0) {
    more = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n";
  }
  int length = snprintf(text, sizeof text, "RTSP/1.0 200 OK\r\nCSeq: %d\r\n%sContent-Length: %zu\r\n\r\n%s",
                        cseq == NULL ? 0 : atoi(cseq + 5), more, strlen(sdp), sdp);
  if (write(viewer->fd, text, (size_t)length) != length) return;
  if (strncmp(request, "PLAY", 4) == 0) viewer->plays = viewer->waits = 1;
}

static void hear(struct viewer *viewer) {
  ssize_t got = read(viewer->fd, viewer->request + viewer->used, (size_t)(REQUEST - 1 - viewer->used));
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) return leave(viewer);
  viewer->used += (int)got;
  viewer->request[viewer->used] = 0;
  char *end = strstr(viewer->request, "\r\n\r\n");
  if (end == NULL) return;
  *end = 0;
  viewer->used = 0;
  reply(viewer, viewer->request);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  parameters = argv[4];
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int file = open(argv[2], O_RDONLY);
  struct stat facts;
  if (file < 0 || fstat(file, &facts) != 0) die(argv[2]);
  uint8_t *bytes = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (bytes == MAP_FAILED) die("mmap");
  static size_t offsets[MOST_PICTURES];
  size_t pictures = 0;
  for (size_t at = 0; at < (size_t)facts.st_size && pictures < MOST_PICTURES;) {
    uint32_t length;
    memcpy(&length, bytes + at, 4);
    offsets[pictures++] = at;
    at += 5 + length;
  }

  epoll = epoll_create1(0);
  int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
  struct sockaddr_in at = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(server, (struct sockaddr *)&at, sizeof at) != 0 || listen(server, 1024) != 0) die("listen");
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  long period = 1000000000L / atol(argv[3]);
  struct itimerspec rhythm = {{0, period}, {0, period}};
  timerfd_settime(timer, 0, &rhythm, NULL);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = 0};
  event.data.ptr = &server;
  epoll_ctl(epoll, EPOLL_CTL_ADD, server, &event);
  event.data.ptr = &timer;
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);

  for (size_t turn = 0;;) {
    struct epoll_event events[256];
    int ready = epoll_wait(epoll, events, 256, -1);
    for (int n = 0; n < ready; n++) {
      void *what = events[n].data.ptr;
      if (what == &server) {
        int fd = accept4(server, NULL, NULL, SOCK_NONBLOCK);
        if (fd < 0) continue;
        if (count == MOST_VIEWERS) {
          close(fd);
          continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct viewer *viewer = calloc(1, sizeof *viewer);
        if (viewer == NULL) die("a viewer");
        viewer->fd = fd;
        viewers[count++] = viewer;
        event.data.ptr = viewer;
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
      } else if (what == &timer) {
        uint64_t due;
        if (read(timer, &due, 8) != 8) continue;
        for (; due > 0; due--, turn++) {
          size_t offset = offsets[turn % pictures];
          uint32_t length;
          memcpy(&length, bytes + offset, 4);
          int is_key = bytes[offset + 4];
          for (int each = 0; each < count; each++) {
            struct viewer *viewer = viewers[each];
            if (!viewer->plays || (viewer->waits && !is_key)) continue;
            viewer->waits = 0;
            /* A viewer that does not keep up would get half a picture: the load is made so that none does. */
            if (write(viewer->fd, bytes + offset + 5, length) != (ssize_t)length) viewer->plays = 0;
          }
        }
      } else {
        hear(what);
      }
    }
  }
}
