# OpenCV's MOG2 as it comes, on pictures of 640x480: what its foreground mask, opened by 3x3, covers of the picture.
# Writes one line a clip: JSON with the times of the pictures on which more than 0.5 % is foreground, and CPU seconds.
import json
import sys
import time

import cv2
import numpy

kernel = numpy.ones((3, 3), numpy.uint8)
cv2.setNumThreads(1)
for clip in sys.argv[1:]:
    start = time.process_time()
    film = cv2.VideoCapture(clip)
    rate = film.get(cv2.CAP_PROP_FPS)
    subtractor = cv2.createBackgroundSubtractorMOG2()
    count, moving, spent = 0, [], 0.0
    while True:
        got, picture = film.read()
        if not got:
            break
        before = time.process_time()
        small = cv2.resize(picture, (640, 480), interpolation=cv2.INTER_AREA)
        mask = cv2.morphologyEx(subtractor.apply(small), cv2.MORPH_OPEN, kernel)
        if count > 0 and numpy.count_nonzero(mask == 255) > 0.005 * 640 * 480:
            moving.append(count / rate)
        count += 1
        spent += time.process_time() - before
    print(json.dumps({"clip": clip, "moving": moving, "period": 1 / rate, "detecting": spent, "all": time.process_time() - start}), flush=True)
