// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Qt's side of doc/modules/ROOT/pages/from_qserialport.adoc: what stands between `//[name` and `//]`.
// Usage: qserialport DEVICE, with device.py at the other end; qserialport --list may open ports.

#include <QCoreApplication>
#include <QDebug>
#include <QSerialPort>
#include <QSerialPortInfo>
#include <QTimer>

namespace {

//[qt_open
bool open(QSerialPort& port, QString const& device)
{
    port.setPortName(device);
    port.setBaudRate(19'200);
    port.setDataBits(QSerialPort::Data8);
    port.setParity(QSerialPort::EvenParity);
    port.setStopBits(QSerialPort::OneStop);
    port.setFlowControl(QSerialPort::HardwareControl);
    if (port.open(QIODevice::ReadWrite))
        return true;
    qWarning() << device << port.error() << port.errorString();
    return false;
}
//]

void change(QSerialPort& port)
{
    //[qt_change
    if (!port.setBaudRate(QSerialPort::Baud9600))
        qWarning() << port.errorString();
    //]
}

//[qt_ask
QByteArray ask(QSerialPort& port, QByteArray const& question)
{
    port.clear(QSerialPort::Input);
    port.write(question + '\n');
    while (!port.canReadLine())
        if (!port.waitForReadyRead(2000)) // sends too; 2 s for each piece
            return {};                    // error() is TimeoutError
    return port.readLine().chopped(1);
}
//]

template<class Show>
void read(QSerialPort& port, Show show)
{
    //[qt_read
    QObject::connect(&port, &QSerialPort::readyRead,
        [&port, show]
        {
            while (port.canReadLine())
                show(port.readLine());
        });
    QObject::connect(&port, &QSerialPort::errorOccurred,
        [](QSerialPort::SerialPortError error)
        {
            if (error == QSerialPort::ResourceError)
                qWarning() << "unplugged";
        });
    //]
}

void use_lines(QSerialPort& port)
{
    //[qt_lines
    port.setDataTerminalReady(false);
    if (port.pinoutSignals() & QSerialPort::ClearToSendSignal)
        qInfo() << "CTS is on";
    port.setBreakEnabled(true);
    QTimer::singleShot(250, &port, [&port] { port.setBreakEnabled(false); });
    //]
}

void list()
{
    //[qt_list
    for (QSerialPortInfo const& port : QSerialPortInfo::availablePorts())
        qInfo() << port.systemLocation() << port.description() << port.serialNumber();
    //]
}

int failed(char const* what)
{
    qWarning() << "qserialport.cpp:" << what;
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (argc != 2)
        return failed("usage: qserialport DEVICE|--list");
    if (application.arguments().at(1) == QLatin1String("--list"))
        return list(), 0;
    QSerialPort port;
    if (!open(port, application.arguments().at(1)))
        return failed("not opened");
    change(port);
    if (ask(port, "READ?") != "4.998")
        return failed("no answer");
    use_lines(port);
    if (port.error() != QSerialPort::UnsupportedOperationError)
        return failed("a pseudo terminal has no lines");
    QByteArray seen;
    read(port,
        [&](QByteArray const& line)
        {
            seen += line;
            if (seen == "one\ntwo\n")
                QCoreApplication::exit(0);
        });
    port.write("START\n");
    return QCoreApplication::exec();
}
