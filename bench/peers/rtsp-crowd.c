/*
 * Many viewers of one RTSP address in one thread: the load of the streams benchmark.
 *
 *   rtsp-crowd PORT PATH LOGIN VIEWERS tcp|udp PAUSE SECONDS PROBES
 *
 * LOGIN is Basic's base64, or "-". It writes "ready" when all viewers play, counts for SECONDS after a PAUSE, lets
 * PROBES more viewers come one by one, and writes one line of JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, DESCRIBE, SETUP, PLAY, PLAYING, DEAD };
enum { BUFFER = 64 * 1024, AT_ONCE = 32, MOST_LAGS = 4 * 1000 * 1000, MOST_ERROR = 120 };
enum { KIND_RTSP, KIND_RTP, KIND_RTCP };

struct viewer;
struct source {
  int kind, fd;
  struct viewer *viewer;
};

struct viewer {
  struct source rtsp, rtp, rtcp;
  int state, cseq, has_sequence, has_stamp, in_key, seen_key, has_report, is_probe;
  double began, first_picture;
  uint16_t sequence;
  uint32_t stamp, report_stamp;
  double report_time;
  uint64_t packets, bytes, pictures;
  int64_t lost;
  char session[128], control[1024];
  size_t used;
  uint8_t *buffer;
};

static int epoll, port, seconds, is_udp, counting, playing, failed;
static const char *path, *login;
static char error_words[MOST_ERROR];
static float *lags, *report_lags;
static size_t lag_count, report_lag_count;
static uint32_t base_stamp;
static int has_base;
static double base_lag, quickest;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void die(const char *words) {
  perror(words);
  exit(1);
}

static void drop(struct viewer *viewer, const char *why) {
  if (viewer->state == DEAD) return;
  if (viewer->state == PLAYING && !viewer->is_probe) playing--;
  viewer->state = DEAD;
  failed++;
  if (error_words[0] == 0) snprintf(error_words, sizeof error_words, "%s", why);
  close(viewer->rtsp.fd);
  if (is_udp) {
    close(viewer->rtp.fd);
    close(viewer->rtcp.fd);
  }
}

static void watch(struct source *source, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = source};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, source->fd, &event) != 0) die("epoll_ctl");
}

static void ask(struct viewer *viewer, const char *method, const char *target, const char *more) {
  char text[2048];
  char who[512] = "";
  if (strcmp(login, "-") != 0) snprintf(who, sizeof who, "Authorization: Basic %s\r\n", login);
  int length = snprintf(text, sizeof text, "%s %s RTSP/1.0\r\nCSeq: %d\r\nUser-Agent: crowd\r\n%s%s\r\n", method,
                        target, ++viewer->cseq, who, more);
  if (write(viewer->rtsp.fd, text, (size_t)length) != length) drop(viewer, "a request could not be written");
}

static void address(char *into, size_t size) {
  snprintf(into, size, "rtsp://127.0.0.1:%d%s", port, path);
}

/* The value of a header in a reply, or NULL. */
static const char *header(const char *head, const char *name) {
  size_t length = strlen(name);
  for (const char *line = strstr(head, "\r\n"); line != NULL; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
      const char *value = line + length + 1;
      while (*value == ' ') value++;
      return value;
    }
  }
  return NULL;
}

static void copy_line(char *into, size_t size, const char *from, const char *ends) {
  size_t length = strcspn(from, ends);
  if (length >= size) length = size - 1;
  memcpy(into, from, length);
  into[length] = 0;
}

/* The control address of the first video track. */
static void find_control(struct viewer *viewer, const char *head, const char *body) {
  char base[512], value[256] = "";
  const char *content = header(head, "Content-Base");
  if (content != NULL)
    copy_line(base, sizeof base, content, "\r\n");
  else
    address(base, sizeof base);
  const char *media = strstr(body, "m=video");
  const char *control = media == NULL ? NULL : strstr(media, "a=control:");
  if (control != NULL) copy_line(value, sizeof value, control + 10, "\r\n");
  if (strncmp(value, "rtsp://", 7) == 0 || value[0] == 0)
    snprintf(viewer->control, sizeof viewer->control, "%s", value[0] == 0 ? base : value);
  else
    snprintf(viewer->control, sizeof viewer->control, "%s%s%s", base, base[strlen(base) - 1] == '/' ? "" : "/", value);
}

static int udp_socket(uint16_t at) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(at), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int size = 1 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (fd >= 0 && bind(fd, (struct sockaddr *)&local, sizeof local) == 0) return fd;
  if (fd >= 0) close(fd);
  return -1;
}

static void set_up(struct viewer *viewer) {
  static uint16_t next = 20000;
  char more[256];
  if (!is_udp) {
    ask(viewer, "SETUP", viewer->control, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n");
    return;
  }
  for (;;) {
    next = next >= 60000 ? 20000 : (uint16_t)(next + 2);
    viewer->rtp.fd = udp_socket(next);
    if (viewer->rtp.fd < 0) continue;
    viewer->rtcp.fd = udp_socket((uint16_t)(next + 1));
    if (viewer->rtcp.fd >= 0) break;
    close(viewer->rtp.fd);
  }
  watch(&viewer->rtp, EPOLLIN);
  watch(&viewer->rtcp, EPOLLIN);
  snprintf(more, sizeof more, "Transport: RTP/AVP;unicast;client_port=%u-%u\r\n", next, next + 1);
  ask(viewer, "SETUP", viewer->control, more);
}

static void take_reply(struct viewer *viewer, const char *head, const char *body) {
  char target[512], more[256];
  int status = 0;
  sscanf(head, "RTSP/1.0 %d", &status);
  if (status != 200) {
    char words[MOST_ERROR];
    snprintf(words, sizeof words, "status %d in step %d", status, viewer->state);
    drop(viewer, words);
    return;
  }
  address(target, sizeof target);
  if (viewer->state == DESCRIBE) {
    find_control(viewer, head, body);
    viewer->state = SETUP;
    set_up(viewer);
  } else if (viewer->state == SETUP) {
    const char *session = header(head, "Session");
    copy_line(viewer->session, sizeof viewer->session, session == NULL ? "" : session, ";\r\n");
    viewer->state = PLAY;
    snprintf(more, sizeof more, "Session: %s\r\n", viewer->session);
    ask(viewer, "PLAY", target, more);
  } else if (viewer->state == PLAY) {
    viewer->state = PLAYING;
    if (!viewer->is_probe) playing++;
  }
}

static uint32_t long_at(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int has_key(const uint8_t *payload, size_t length) {
  if (length < 2) return 0;
  int kind = payload[0] & 31;
  if (kind == 28) return (payload[1] & 31) == 5;
  if (kind != 24) return kind == 5;
  for (size_t at = 1; at + 3 <= length;) {
    if ((payload[at + 2] & 31) == 5) return 1;
    at += 2 + ((size_t)payload[at] << 8 | payload[at + 1]);
  }
  return 0;
}

/* The end of a picture: how long after its time it is here, beside the quickest of all, and by the sender's report. */
static void take_picture(struct viewer *viewer, uint32_t stamp, double at) {
  if (counting) viewer->pictures++;
  if (viewer->in_key && !viewer->seen_key) {
    viewer->seen_key = 1;
    viewer->first_picture = at - viewer->began;
  }
  viewer->in_key = 0;
  if (!counting || viewer->is_probe) return;
  if (!has_base) {
    base_stamp = stamp;
    base_lag = at;
    has_base = 1;
  }
  double lag = at - base_lag - (double)(int32_t)(stamp - base_stamp) / 90000;
  if (lag < quickest) quickest = lag;
  if (lag_count < MOST_LAGS) lags[lag_count++] = (float)lag;
  if (viewer->has_report && report_lag_count < MOST_LAGS) {
    double captured = viewer->report_time + (double)(int32_t)(stamp - viewer->report_stamp) / 90000;
    report_lags[report_lag_count++] = (float)(at - captured);
  }
}

static void take_rtp(struct viewer *viewer, const uint8_t *packet, size_t length) {
  if (length < 13 || packet[0] >> 6 != 2) return;
  uint16_t sequence = (uint16_t)(packet[2] << 8 | packet[3]);
  size_t offset = 12 + 4 * (size_t)(packet[0] & 15);
  if (offset >= length) return;
  if (viewer->has_sequence) {
    int16_t gap = (int16_t)(sequence - viewer->sequence - 1);
    if (counting) viewer->lost += gap;
  }
  viewer->has_sequence = 1;
  viewer->sequence = sequence;
  if (counting) {
    viewer->packets++;
    viewer->bytes += length;
  }
  if (has_key(packet + offset, length - offset)) viewer->in_key = 1;
  if (packet[1] & 128) take_picture(viewer, long_at(packet + 4), now());
}

static void take_rtcp(struct viewer *viewer, const uint8_t *packet, size_t length) {
  if (length < 28 || packet[1] != 200) return;
  viewer->has_report = 1;
  viewer->report_time = (double)long_at(packet + 8) - 2208988800.0 + (double)long_at(packet + 12) / 4294967296.0;
  viewer->report_stamp = long_at(packet + 16);
}

/* Takes whole replies and interleaved frames from a viewer's buffer. */
static void parse(struct viewer *viewer) {
  size_t at = 0;
  while (viewer->state != DEAD && at < viewer->used) {
    uint8_t *bytes = viewer->buffer + at;
    size_t left = viewer->used - at;
    if (bytes[0] == '$') {
      if (left < 4) break;
      size_t length = (size_t)bytes[2] << 8 | bytes[3];
      if (left < 4 + length) break;
      if (bytes[1] == 0)
        take_rtp(viewer, bytes + 4, length);
      else
        take_rtcp(viewer, bytes + 4, length);
      at += 4 + length;
      continue;
    }
    uint8_t *end = memmem(bytes, left, "\r\n\r\n", 4);
    if (end == NULL) break;
    *end = 0;
    const char *value = header((char *)bytes, "Content-Length");
    size_t length = value == NULL ? 0 : (size_t)atol(value);
    size_t whole = (size_t)(end - bytes) + 4 + length;
    if (left < whole) {
      *end = '\r';
      break;
    }
    uint8_t *body = end + 4;
    uint8_t saved = body[length];
    body[length] = 0;
    take_reply(viewer, (char *)bytes, (char *)body);
    body[length] = saved;
    at += whole;
  }
  memmove(viewer->buffer, viewer->buffer + at, viewer->used - at);
  viewer->used -= at;
  if (viewer->used == BUFFER) drop(viewer, "a message is too long");
}

static void read_rtsp(struct viewer *viewer) {
  for (;;) {
    ssize_t got = read(viewer->rtsp.fd, viewer->buffer + viewer->used, BUFFER - viewer->used);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return drop(viewer, got == 0 ? "the server closed the connection" : strerror(errno));
    viewer->used += (size_t)got;
    int was_full = viewer->used == BUFFER;
    parse(viewer);
    if (viewer->state == DEAD || !was_full) return;
  }
}

static void read_datagrams(struct source *source) {
  uint8_t packet[2048];
  for (;;) {
    ssize_t got = recv(source->fd, packet, sizeof packet, 0);
    if (got < 0) return;
    if (source->kind == KIND_RTP)
      take_rtp(source->viewer, packet, (size_t)got);
    else
      take_rtcp(source->viewer, packet, (size_t)got);
  }
}

static void start(struct viewer *viewer, int is_probe) {
  struct sockaddr_in peer = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int yes = 1;
  memset(viewer, 0, sizeof *viewer);
  viewer->buffer = malloc(BUFFER + 1);
  viewer->rtsp = (struct source){KIND_RTSP, socket(AF_INET, SOCK_STREAM, 0), viewer};
  viewer->rtp = (struct source){KIND_RTP, -1, viewer};
  viewer->rtcp = (struct source){KIND_RTCP, -1, viewer};
  viewer->is_probe = is_probe;
  if (viewer->rtsp.fd < 0 || viewer->buffer == NULL) die("a viewer");
  viewer->began = now();
  if (connect(viewer->rtsp.fd, (struct sockaddr *)&peer, sizeof peer) != 0) die("connect");
  setsockopt(viewer->rtsp.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  fcntl(viewer->rtsp.fd, F_SETFL, O_NONBLOCK);
  watch(&viewer->rtsp, EPOLLIN);
  viewer->state = DESCRIBE;
  char target[512];
  address(target, sizeof target);
  ask(viewer, "DESCRIBE", target, "Accept: application/sdp\r\n");
}

static void turn(int wait_ms) {
  struct epoll_event events[512];
  int count = epoll_wait(epoll, events, 512, wait_ms);
  for (int n = 0; n < count; n++) {
    struct source *source = events[n].data.ptr;
    if (source->viewer->state == DEAD) continue;
    if (source->kind == KIND_RTSP)
      read_rtsp(source->viewer);
    else
      read_datagrams(source);
  }
}

/* A sign of life: sessions over UDP end without. */
static void greet(struct viewer *all, int count) {
  char target[512], more[256];
  address(target, sizeof target);
  for (int n = 0; n < count; n++) {
    if (all[n].state != PLAYING) continue;
    snprintf(more, sizeof more, "Session: %s\r\n", all[n].session);
    ask(&all[n], "OPTIONS", target, more);
  }
}

static int compare(const void *one, const void *other) {
  float a = *(const float *)one, b = *(const float *)other;
  return (a > b) - (a < b);
}

/* Sorted: the value below which a share lies, in milliseconds. */
static double quantile(float *values, size_t count, double share) {
  if (count == 0) return -1;
  qsort(values, count, sizeof *values, compare);
  return values[(size_t)(share * (double)(count - 1))] * 1000;
}

static double cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int count, char **words) {
  if (count != 9) return fprintf(stderr, "PORT PATH LOGIN VIEWERS tcp|udp PAUSE SECONDS PROBES\n"), 2;
  port = atoi(words[1]);
  path = words[2];
  login = words[3];
  int viewers = atoi(words[4]), pause_seconds = atoi(words[6]), probes = atoi(words[8]);
  is_udp = strcmp(words[5], "udp") == 0;
  seconds = atoi(words[7]);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  epoll = epoll_create1(0);
  lags = malloc(MOST_LAGS * sizeof *lags);
  report_lags = malloc(MOST_LAGS * sizeof *report_lags);
  struct viewer *all = calloc((size_t)(viewers + probes), sizeof *all);
  if (epoll < 0 || lags == NULL || report_lags == NULL || all == NULL) die("start");

  double latest = now() + 60, greeted = now();
  for (int begun = 0; playing + failed < viewers && now() < latest;) {
    while (begun < viewers && begun - playing - failed < AT_ONCE) start(&all[begun++], 0);
    turn(10);
    if (is_udp && now() > greeted + 20) {
      greet(all, begun);
      greeted = now();
    }
  }
  if (is_udp) greet(all, viewers);
  printf("ready\n");
  fflush(stdout);
  for (double until = now() + pause_seconds; now() < until;) turn(10);

  double used = cpu(), began = now();
  counting = 1;
  while (now() < began + seconds) turn(10);
  counting = 0;
  used = (cpu() - used) / (now() - began) * 100;

  float *first = calloc((size_t)(viewers + probes), sizeof *first), *joined = calloc((size_t)probes + 1, sizeof *joined);
  size_t firsts = 0, joins = 0;
  uint64_t packets = 0, bytes = 0, pictures = 0;
  int64_t lost = 0;
  for (int n = 0; n < viewers; n++) {
    packets += all[n].packets;
    bytes += all[n].bytes;
    pictures += all[n].pictures;
    lost += all[n].lost;
    if (all[n].seen_key) first[firsts++] = (float)all[n].first_picture;
  }
  for (int n = 0; n < probes; n++) {
    struct viewer *probe = &all[viewers + n];
    start(probe, 1);
    for (double until = now() + 4; !probe->seen_key && probe->state != DEAD && now() < until;) turn(1);
    if (probe->seen_key) joined[joins++] = (float)probe->first_picture;
    /* Not in step with the key frames. */
    for (double until = now() + 0.13; now() < until;) turn(10);
  }
  for (size_t n = 0; n < lag_count; n++) lags[n] -= (float)quickest;
  printf("{\"playing\":%d,\"failed\":%d,\"error\":\"%s\",\"packets\":%llu,\"bytes\":%llu,\"lost\":%lld,\"pictures\":%llu,"
         "\"lag\":[%.3f,%.3f],\"reportLag\":[%.3f,%.3f],\"first\":[%.3f,%.3f],\"join\":[%.3f,%.3f],\"joins\":%zu,"
         "\"cpu\":%.1f}\n",
         playing, failed, error_words, (unsigned long long)packets, (unsigned long long)bytes, (long long)lost,
         (unsigned long long)pictures,
         quantile(lags, lag_count, 0.5), quantile(lags, lag_count, 0.99),
         quantile(report_lags, report_lag_count, 0.5), quantile(report_lags, report_lag_count, 0.99),
         quantile(first, firsts, 0.5), quantile(first, firsts, 0.99), quantile(joined, joins, 0.5),
         quantile(joined, joins, 1), joins, used);
  return 0;
}
