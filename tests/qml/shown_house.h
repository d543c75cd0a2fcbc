// A house as it is shown in pictures, and driven in tests: five devices, music, a history; made up, but like a real
// one.
#pragma once

#include <QObject>

#include "tests/qml/fixture.h"

class QQuickItem;

namespace segue::ui {

// Answers at once, with what a node would know of the demo music, and writes down what it was asked.
class ShowPort final : public Port {
  public:
    void ask(const Deed& deed, std::function<void(const Answer&)> then) override;
    template <class T>
    const T* last() const {
        for (auto deed = asked.rbegin(); deed != asked.rend(); ++deed)
            if (const T* it = std::get_if<T>(&*deed)) return it;
        return nullptr;
    }

    bool scanning = false;
    std::vector<Deed> asked;

  private:
    QObject here_;
    int looks_ = 0;
};

HouseFacts shown_house();
LibraryItem shown_album(std::size_t record);

void set_everywhere(QQuickItem* item, const char* property, const QVariant& value);

}  // namespace segue::ui
