/* Copyright (c) 2026 The boost_serial_ext authors
 * Distributed under the Boost Software License, Version 1.0. (See accompanying
 * file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
 */

/* The C of doc/modules/ROOT/pages/from_libserialport.adoc: what stands between the marks. Compiled, and not run: it opens
 * no pseudo terminal, and listing opens ports.
 */

#include <libserialport.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

//[c_open
enum sp_return open_port(char const* device, struct sp_port** port)
{
    enum sp_return result = sp_get_port_by_name(device, port);
    if (result == SP_OK)
        result = sp_open(*port, SP_MODE_READ_WRITE);
    if (result == SP_OK)
        result = sp_set_baudrate(*port, 19200);
    if (result == SP_OK)
        result = sp_set_bits(*port, 8);
    if (result == SP_OK)
        result = sp_set_parity(*port, SP_PARITY_EVEN);
    if (result == SP_OK)
        result = sp_set_stopbits(*port, 1);
    if (result == SP_OK)
        result = sp_set_flowcontrol(*port, SP_FLOWCONTROL_RTSCTS);
    if (result == SP_ERR_FAIL)
    {
        char* const message = sp_last_error_message();
        fprintf(stderr, "%s: %s\n", device, message);
        sp_free_error_message(message);
    }
    return result;
}
//]

enum sp_return change(struct sp_port* port)
{
    //[c_change
    return sp_set_baudrate(port, 9600);
    //]
}

//[c_ask
int ask(struct sp_port* port, char const* question, char* answer, int size)
{
    int const length = (int)strlen(question);
    sp_flush(port, SP_BUF_INPUT);
    if (sp_blocking_write(port, question, (size_t)length, 1000) != length)
        return -1;
    for (int n = 0; n < size; ++n)
    {
        if (sp_blocking_read(port, answer + n, 1, 2000) != 1) /* 2 s for each byte */
            return -1;
        if (answer[n] == '\n')
            return n;
    }
    return -1;
}
//]

void show(char const* data, int n);
extern atomic_bool stop;

//[c_thread
void read_on_a_thread(struct sp_port* port)
{
    struct sp_event_set* events = NULL;
    if (sp_new_event_set(&events) != SP_OK)
        return;
    sp_add_port_events(events, port, SP_EVENT_RX_READY);
    while (!stop && sp_wait(events, 200) == SP_OK) /* looks at `stop` five times a second */
    {
        char data[512];
        int const n = sp_nonblocking_read(port, data, sizeof data);
        if (n < 0)
            break;
        show(data, n);
    }
    sp_free_event_set(events);
}
//]

void use_lines(struct sp_port* port)
{
    //[c_lines
    sp_set_dtr(port, SP_DTR_OFF);
    enum sp_signal lines = 0;
    if (sp_get_signals(port, &lines) == SP_OK && (lines & SP_SIG_CTS))
        puts("CTS is on");
    sp_drain(port);
    sp_start_break(port);
    nanosleep(&(struct timespec){0, 250000000}, NULL);
    sp_end_break(port);
    //]
}

void list(void)
{
    //[c_list
    struct sp_port** ports = NULL;
    if (sp_list_ports(&ports) != SP_OK)
        return;
    for (struct sp_port** port = ports; *port != NULL; ++port)
        printf("%s: %s\n", sp_get_port_name(*port), sp_get_port_description(*port));
    sp_free_port_list(ports);
    //]
}
