DROP TABLE user_notifications;
DROP TABLE company_news;
