package dev.kdumpstop.core.machine;

import java.util.Arrays;

/**
 * Enabled transitions by due time. Each transition is a number; it is in the queue at most once. The least (time, number)
 * comes first, so equal times are ordered by the numbers alone and never by the order of insertion.
 */
final class DueQueue {
    private long[] due = new long[0];
    private int[] position = new int[0];
    private int[] heap = new int[0];
    private int size;

    /** Empties the queue and makes room for the numbers below {@code capacity}. */
    void reset(int capacity) {
        if (position.length < capacity) {
            due = new long[capacity];
            position = new int[capacity];
            heap = new int[capacity];
        }
        Arrays.fill(position, -1);
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int first() {
        return heap[0];
    }

    long dueOf(int transition) {
        return due[transition];
    }

    boolean contains(int transition) {
        return position[transition] >= 0;
    }

    /** Adds a transition, or moves it if it is there already. */
    void put(int transition, long time) {
        int at = position[transition];
        due[transition] = time;
        if (at < 0) {
            heap[size] = transition;
            position[transition] = size;
            up(size++);
        } else {
            up(at);
            down(position[transition]);
        }
    }

    void remove(int transition) {
        int at = position[transition];
        if (at < 0) {
            return;
        }
        position[transition] = -1;
        int last = heap[--size];
        if (at < size) {
            heap[at] = last;
            position[last] = at;
            up(at);
            down(position[last]);
        }
    }

    private boolean before(int a, int b) {
        return due[a] < due[b] || (due[a] == due[b] && a < b);
    }

    private void up(int from) {
        int at = from;
        int moving = heap[at];
        while (at > 0) {
            int parent = (at - 1) >> 1;
            if (!before(moving, heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            position[heap[at]] = at;
            at = parent;
        }
        heap[at] = moving;
        position[moving] = at;
    }

    private void down(int from) {
        int at = from;
        int moving = heap[at];
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], moving)) {
                break;
            }
            heap[at] = heap[child];
            position[heap[at]] = at;
            at = child;
        }
        heap[at] = moving;
        position[moving] = at;
    }
}
